# SPDX-License-Identifier: Apache-2.0
"""Solves an exported coupling problem with HiGHS (dual simplex) and judges given prices.

usage: judge_with_highs.py PROBLEM.mps PRICES.csv JUDGEMENT.json

PRICES.csv has the columns row,price: the name of a balance row and the price to judge (dual of
the row). A price agrees if it is within max(1e-5 |p|, 1e-3) of the solver's dual, or lies in the
interval of all optimal duals widened by that much. The ends of the interval are the one-sided
derivatives of the optimal cost with respect to the right-hand side: each is the optimum of a
linear program over directions that stay feasible at the optimal point.
"""
import csv
import json
import sys

import highspy
import numpy as np

RELATIVE, ABSOLUTE = 1e-5, 1e-3
AT_BOUND = 1e-7


def new_solver():
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("simplex_strategy", 1)
    return solver


def one_sided_derivative(model, at_lower, at_upper, row_tight, row, sign):
    """min c'd over A d = sign e_row, d pointing inwards; None where there is no such direction."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = model.num_col_, model.num_row_
    lp.col_cost_ = model.col_cost_
    lp.a_matrix_ = model.a_matrix_
    infinity = highspy.kHighsInf
    lp.col_lower_ = np.where(at_lower, 0.0, -infinity)
    lp.col_upper_ = np.where(at_upper, 0.0, infinity)
    equality = np.asarray(model.row_lower_) == np.asarray(model.row_upper_)
    lower = np.where(equality, 0.0, -infinity)
    upper = np.where(equality | row_tight, 0.0, infinity)
    lower[row] = upper[row] = sign
    lp.row_lower_, lp.row_upper_ = lower, upper
    solver = new_solver()
    solver.setOptionValue("presolve", "off")
    solver.passModel(lp)
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        sys.exit(f"end of the interval of row {row}: {solver.modelStatusToString(status)}")
    return sign * solver.getInfo().objective_function_value


def main(problem, prices, judgement):
    solver = new_solver()
    status = solver.readModel(problem)
    if status == highspy.HighsStatus.kError:
        sys.exit(f"{problem}: not readable")
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        sys.exit(f"{problem}: {solver.modelStatusToString(solver.getModelStatus())}")
    solution = solver.getSolution()
    model = solver.getLp()
    x, duals = np.asarray(solution.col_value), np.asarray(solution.row_dual)
    activity = np.asarray(solution.row_value)
    position = {name: index for index, name in enumerate(model.row_names_)}
    scale = np.maximum(1.0, np.abs(x))
    at_lower = x - np.asarray(model.col_lower_) <= AT_BOUND * scale
    at_upper = np.asarray(model.col_upper_) - x <= AT_BOUND * scale
    row_tight = np.asarray(model.row_upper_) - activity <= AT_BOUND * np.maximum(1.0, np.abs(activity))

    total = outside = intervals = 0
    worst = 0.0
    examples = []
    with open(prices) as file:
        for record in csv.DictReader(file):
            total += 1
            row, price = position[record["row"]], float(record["price"])
            allowed = max(RELATIVE * abs(price), ABSOLUTE)
            if abs(price - duals[row]) <= allowed:
                worst = max(worst, abs(price - duals[row]))
                continue
            intervals += 1
            low = one_sided_derivative(model, at_lower, at_upper, row_tight, row, -1.0)
            high = one_sided_derivative(model, at_lower, at_upper, row_tight, row, 1.0)
            below = low is not None and price < low - allowed
            above = high is not None and price > high + allowed
            if below or above:
                outside += 1
                if len(examples) < 10:
                    examples.append(
                        {"row": record["row"], "price": price, "dual": float(duals[row]),
                         "low": low, "high": high})
    with open(judgement, "w") as file:
        json.dump(
            {"objective": solver.getInfo().objective_function_value, "prices": total,
             "intervals": intervals, "outside": outside, "worst_direct_difference": worst,
             "examples": examples}, file)


main(*sys.argv[1:])
