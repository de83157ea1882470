# SPDX-License-Identifier: Apache-2.0
"""Smallest and largest net position of each hub of flow-based domains, by HiGHS.

usage: net_position_bounds.py FILE
FILE holds JSON: [{"ptdf": [[factor per hub] per row], "ram": [MW per row]}, ...]
Prints JSON: per domain, per hub [minimum, maximum] in MW, null where unbounded.
"""
import json
import sys

import highspy

INFINITY = highspy.kHighsInf
# Tighter ones than these keep HiGHS from an answer on some published domains.
TOLERANCE = 1e-9


def bounds(ptdf, ram):
    hub_count = len(ptdf[0])
    solver = highspy.Highs()
    solver.silent()
    solver.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
    solver.setOptionValue("dual_feasibility_tolerance", TOLERANCE)
    for _ in range(hub_count):
        solver.addVar(-INFINITY, INFINITY)
    every_hub = list(range(hub_count))
    solver.addRow(0, 0, hub_count, every_hub, [1.0] * hub_count)
    for factors, margin in zip(ptdf, ram):
        solver.addRow(-INFINITY, margin, hub_count, every_hub, factors)
    result = []
    for hub in every_hub:
        limits = []
        for sign in (1.0, -1.0):
            for other in every_hub:
                solver.changeColCost(other, sign if other == hub else 0.0)
            solver.clearSolver()
            solver.run()
            status = solver.getModelStatus()
            if status == highspy.HighsModelStatus.kOptimal:
                limits.append(sign * solver.getInfo().objective_function_value)
            elif status in (
                highspy.HighsModelStatus.kUnbounded,
                highspy.HighsModelStatus.kUnboundedOrInfeasible,
            ):
                limits.append(None)
            else:
                sys.exit(f"hub {hub}: {solver.modelStatusToString(status)}")
        result.append(limits)
    return result


with open(sys.argv[1]) as file:
    domains = json.load(file)
print(json.dumps([bounds(domain["ptdf"], domain["ram"]) for domain in domains]))
