# SPDX-License-Identifier: Apache-2.0
"""Solves an exported coupling problem with HiGHS (dual simplex) and judges given prices.

usage: judge_with_highs.py PROBLEM.mps PRICES.csv JUDGEMENT.json [RELATIVE ABSOLUTE]

PRICES.csv has the columns row,price: the name of a balance row and the price to judge (dual of
the row). A price agrees if it is within max(RELATIVE |p|, ABSOLUTE) of the solver's dual (1e-5 and
1e-3 where not given). The others are judged together: one linear program over the solver's face of
optimal duals (complementary to its primal solution) finds the point of the face that is nearest to
all prices, differences up to the allowed one free. A price that this point misses is judged on its
own: it must lie in the interval of all its optimal duals, widened by the allowed difference. The
ends of the interval are the one-sided derivatives of the optimal cost with respect to the
right-hand side: each is the optimum of a linear program over directions that stay feasible at the
optimal point.
"""
import csv
import json
import sys

import highspy
import numpy as np
from scipy import sparse

RELATIVE, ABSOLUTE = 1e-5, 1e-3
AT_BOUND = 1e-7
TOLERANCE = 1e-9
# EUR per unit that the solver's own tolerance may leave.
MISSED = 1e-6


def new_solver():
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("solver", "simplex")
    solver.setOptionValue("simplex_strategy", 1)
    solver.setOptionValue("primal_feasibility_tolerance", TOLERANCE)
    solver.setOptionValue("dual_feasibility_tolerance", TOLERANCE)
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


def distance_to_face(model, at_lower, at_upper, row_tight, rows, values, allowed):
    """By how much the optimal duals nearest to all the values (least sum) miss each beyond the
    allowed difference; at complete failure of the solver everything is missed."""
    infinity = highspy.kHighsInf
    row_count, column_count = model.num_row_, model.num_col_
    equality = np.asarray(model.row_lower_) == np.asarray(model.row_upper_)
    lower = np.where(equality | row_tight, -infinity, 0.0)
    upper = np.where(equality, infinity, 0.0)
    lower[rows], upper[rows] = values - allowed, values + allowed
    count = len(rows)
    # Duals, then what judged ones exceed and fall short of the allowed range.
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = row_count + 2 * count, column_count
    lp.col_cost_ = np.concatenate([np.zeros(row_count), np.ones(2 * count)])
    lp.col_lower_ = np.concatenate([lower, np.zeros(2 * count)])
    lp.col_upper_ = np.concatenate([upper, np.full(2 * count, infinity)])
    matrix = sparse.csc_matrix(
        (model.a_matrix_.value_, model.a_matrix_.index_, model.a_matrix_.start_),
        shape=(row_count, column_count))
    transposed = matrix.T.tocsc()
    judged = transposed[:, rows]
    wide = sparse.hstack([transposed, judged, -judged]).tocsc()
    lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    lp.a_matrix_.start_, lp.a_matrix_.index_ = wide.indptr, wide.indices
    lp.a_matrix_.value_ = wide.data
    cost = np.asarray(model.col_cost_)
    # Reduced cost c - A'y: not negative at the lower bound, not positive at the upper one.
    lp.row_lower_ = np.where(at_lower, -infinity, cost)
    lp.row_upper_ = np.where(at_upper, infinity, cost)
    solver = new_solver()
    solver.passModel(lp)
    solver.run()
    if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return np.full(count, infinity)
    solution = np.asarray(solver.getSolution().col_value)
    return solution[row_count:row_count + count] + solution[row_count + count:]


def main(problem, prices, judgement, relative=RELATIVE, absolute=ABSOLUTE):
    relative, absolute = float(relative), float(absolute)
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

    with open(prices) as file:
        records = [(record["row"], float(record["price"])) for record in csv.DictReader(file)]
    rows = np.array([position[name] for name, _ in records])
    values = np.array([value for _, value in records])
    allowed = np.maximum(relative * np.abs(values), absolute)
    differences = np.abs(values - duals[rows])
    disputed = np.flatnonzero(~(differences <= allowed))
    worst = float(np.max(np.delete(differences, disputed), initial=0.0))
    missed = np.zeros(len(rows))
    if len(disputed):
        missed = distance_to_face(model, at_lower, at_upper, row_tight, rows, values, allowed)

    outside = 0
    examples = []
    for at in np.flatnonzero(~(missed <= MISSED)):
        row, price, slack = rows[at], values[at], allowed[at]
        low = one_sided_derivative(model, at_lower, at_upper, row_tight, row, -1.0)
        high = one_sided_derivative(model, at_lower, at_upper, row_tight, row, 1.0)
        below = low is not None and not price >= low - slack
        above = high is not None and not price <= high + slack
        if below or above:
            outside += 1
            if len(examples) < 10:
                examples.append(
                    {"row": records[at][0], "price": float(price), "dual": float(duals[row]),
                     "low": low, "high": high})
    with open(judgement, "w") as file:
        json.dump(
            {"objective": solver.getInfo().objective_function_value, "prices": len(rows),
             "intervals": len(disputed), "outside": outside, "worst_direct_difference": worst,
             "examples": examples}, file)


main(*sys.argv[1:])
