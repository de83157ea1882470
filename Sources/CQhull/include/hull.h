// SPDX-License-Identifier: Apache-2.0
#ifndef PENTAFLOW_HULL_H
#define PENTAFLOW_HULL_H

// What a point is to the convex hull of all points.
enum hull_place {
  HULL_INSIDE = 0,
  // Within rounding of a facet: Qhull does not tell whether it matters.
  HULL_DOUBTFUL = 1,
  HULL_VERTEX = 2,
};

// Finds the convex hull of `count` points in `dimension` >= 2 dimensions, one after another.
//
// place:   `count` values of enum hull_place.
// outward: `count` x `dimension`: for a vertex, the sum of the unit normals of its facets; else
//          left alone.
// Returns 0, or Qhull's error code (then the results mean nothing).
int hull_classify(int dimension, int count, const double *points, unsigned char *place,
                  double *outward);

#endif
