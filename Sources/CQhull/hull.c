// SPDX-License-Identifier: Apache-2.0
#include "hull.h"

#include <libqhull_r/qhull_ra.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int hull_classify(int dimension, int count, const double *points, unsigned char *place,
                  double *outward) {
  // Qhull needs somewhere to print, and a copy of the points that it may change.
  FILE *talk = fopen("/dev/null", "w");
  qhT *qh = calloc(1, sizeof *qh);
  coordT *copy = malloc((size_t)dimension * (size_t)count * sizeof *copy);
  if (talk == NULL || qh == NULL || copy == NULL) {
    if (talk != NULL) fclose(talk);
    free(qh);
    free(copy);
    return qh_ERRmem;
  }
  memcpy(copy, points, (size_t)dimension * (size_t)count * sizeof *copy);

  qh_zero(qh, talk);
  // Qc: remember the points within rounding of a facet.
  char command[] = "qhull Qc";
  int error = qh_new_qhull(qh, dimension, count, copy, False, command, talk, talk);
  if (error == 0) {
    memset(place, HULL_INSIDE, (size_t)count);
    facetT *facet;
    vertexT *vertex, **vertexp;
    pointT *point, **pointp;
    FORALLvertices {
      int id = qh_pointid(qh, vertex->point);
      if (id < 0 || id >= count) continue;
      place[id] = HULL_VERTEX;
      memset(outward + (size_t)id * (size_t)dimension, 0, (size_t)dimension * sizeof *outward);
    }
    FORALLfacets {
      FOREACHpoint_(facet->coplanarset) {
        int id = qh_pointid(qh, point);
        if (id >= 0 && id < count && place[id] == HULL_INSIDE) place[id] = HULL_DOUBTFUL;
      }
      FOREACHvertex_(facet->vertices) {
        int id = qh_pointid(qh, vertex->point);
        if (id < 0 || id >= count) continue;
        for (int k = 0; k < dimension; k++) {
          outward[(size_t)id * (size_t)dimension + (size_t)k] += facet->normal[k];
        }
      }
    }
  }
  qh_freeqhull(qh, !qh_ALL);
  int left, total;
  qh_memfreeshort(qh, &left, &total);
  fclose(talk);
  free(copy);
  free(qh);
  return error;
}
