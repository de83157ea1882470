# SPDX-License-Identifier: Apache-2.0
"""Solves an exported linear program with another solver on one thread and prints how it went.

    python peer.py PROBLEM.lp.arrays SOLVER [--limit 3600]

SOLVER is highs_simplex (dual simplex), highs_ipm (interior point without crossover: its answer is
no vertex), clp_simplex (dual simplex, needs coinor-libclp1) or highs_hot_start (problems without
storage: one model of the first hour, whose bounds and right-hand sides become those of the next
hour, solved again from the last basis without presolve).

Times are of the solve alone, in CPU and wall seconds, without reading and passing the model. All
feasibility and optimality tolerances are the solvers' defaults, 1e-7. The solve is stopped after
--limit seconds. Power is in GW here, the scale on which every one of these solvers does best;
objectives are printed in EUR.
"""
import argparse
import ctypes
import json
import time

import numpy as np

MEGAWATTS_PER_GIGAWATT = 1000.0


def read_arrays(path):
    """Facts and arrays of an array file (see benchmarks/README.md)."""
    with open(path, "rb") as file:
        if file.read(8) != b"ARRAYS01":
            raise SystemExit("%s is no array file" % path)
        length = int(np.fromfile(file, "<i8", 1)[0])
        header = json.loads(file.read(length))
        arrays = {}
        for entry in header["arrays"]:
            kind = "<i8" if entry["type"] == "int64" else "<f8"
            count = int(np.prod(entry["shape"]))
            arrays[entry["name"]] = np.fromfile(file, kind, count)
    return header["facts"], arrays


class Problem:
    """min cost x, row_lower <= A x <= row_upper, lower <= x <= upper, A by columns; GW, kEUR."""

    def __init__(self, path, unit=MEGAWATTS_PER_GIGAWATT):
        self.facts, arrays = read_arrays(path)
        self.unit = unit
        self.cost = arrays["cost"]
        self.lower, self.upper = arrays["lower"] / unit, arrays["upper"] / unit
        self.row_lower, self.row_upper = arrays["row_lower"] / unit, arrays["row_upper"] / unit
        self.starts = arrays["starts"].astype(np.int32)
        self.rows = arrays["rows"].astype(np.int32)
        self.values = arrays["values"]

    def hour(self, number):
        """The columns and rows of one of equal, separate hours, as slices."""
        columns = len(self.cost) // self.facts["stages"]
        rows = len(self.row_lower) // self.facts["stages"]
        return (slice(number * columns, (number + 1) * columns),
                slice(number * rows, (number + 1) * rows))

    def first_hour(self):
        part = object.__new__(Problem)
        columns, rows = self.hour(0)
        part.cost, part.lower, part.upper = (
            self.cost[columns], self.lower[columns], self.upper[columns])
        part.row_lower, part.row_upper = self.row_lower[rows], self.row_upper[rows]
        part.starts = self.starts[:len(part.cost) + 1]
        part.rows, part.values = self.rows[:part.starts[-1]], self.values[:part.starts[-1]]
        return part


class Clock:
    def __init__(self):
        self.wall, self.cpu = time.perf_counter(), time.process_time()

    def seconds(self):
        return {"wall_s": time.perf_counter() - self.wall, "cpu_s": time.process_time() - self.cpu}


def highs_model(problem, options):
    import highspy

    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    for name, value in options.items():
        highs.setOptionValue(name, value)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = len(problem.cost), len(problem.row_lower)
    model.col_cost_, model.col_lower_, model.col_upper_ = problem.cost, problem.lower, problem.upper
    model.row_lower_, model.row_upper_ = problem.row_lower, problem.row_upper
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = problem.starts, problem.rows
    model.a_matrix_.value_ = problem.values
    highs.passModel(model)
    return highs


def status_word(highs):
    words = {"kOptimal": "optimal", "kTimeLimit": "stopped_at_limit"}
    name = str(highs.getModelStatus()).split(".")[-1]
    return words.get(name, name)


def solve_with_highs(problem, limit, method):
    """`method` is simplex (strategy 1 is the dual) or ipm."""
    options = {"threads": 1, "solver": method, "run_crossover": "off", "time_limit": limit}
    if method == "simplex":
        options["simplex_strategy"] = 1
    highs = highs_model(problem, options)
    clock = Clock()
    highs.run()
    seconds = clock.seconds()
    info = highs.getInfo()
    iterations = info.simplex_iteration_count if method == "simplex" else info.ipm_iteration_count
    return {
        "version": highs.version(), "status": status_word(highs), "seconds": seconds,
        "iterations": iterations, "objective": info.objective_function_value,
        "primal_infeasibility": info.max_primal_infeasibility,
        "dual_infeasibility": info.max_dual_infeasibility,
        "options": ", ".join("%s %s" % item for item in options.items()),
    }


def hot_start_with_highs(problem, limit):
    options = {"threads": 1, "solver": "simplex", "presolve": "off", "time_limit": limit}
    if problem.facts["states"]:
        raise SystemExit("hours with storage are not separate; a hot start needs class_p_hours")
    highs = highs_model(problem.first_hour(), options)
    columns, rows = problem.hour(0)
    all_columns = np.arange(columns.stop, dtype=np.int32)
    all_rows = np.arange(rows.stop, dtype=np.int32)
    objective, iterations, solving = 0.0, 0, {"wall_s": 0.0, "cpu_s": 0.0}
    whole = Clock()
    for hour in range(problem.facts["stages"]):
        columns, rows = problem.hour(hour)
        highs.changeColsBounds(
            len(all_columns), all_columns, problem.lower[columns], problem.upper[columns])
        for row, low, high in zip(all_rows, problem.row_lower[rows], problem.row_upper[rows]):
            highs.changeRowBounds(int(row), low, high)
        clock = Clock()
        highs.run()
        for name, value in clock.seconds().items():
            solving[name] += value
        if status_word(highs) != "optimal":
            raise SystemExit("hour %d is %s" % (hour, status_word(highs)))
        info = highs.getInfo()
        objective += info.objective_function_value
        iterations += info.simplex_iteration_count
    update = whole.seconds()["cpu_s"] - solving["cpu_s"]
    return {
        "version": highs.version(), "status": "optimal", "seconds": solving,
        "iterations": iterations, "objective": objective,
        "options": "threads 1, presolve off, %.1f us an hour of Python updates left out"
        % (1e6 * update / problem.facts["stages"]),
    }


def solve_with_clp(problem, limit):
    try:
        clp = ctypes.CDLL("libClp.so.1")
    except OSError:
        raise SystemExit("libClp.so.1 is missing; run .ci/setup bench (package coinor-libclp1)")
    clp.Clp_newModel.restype = ctypes.c_void_p
    clp.Clp_objectiveValue.restype = ctypes.c_double
    clp.Clp_Version.restype = ctypes.c_char_p
    clp.Clp_sumPrimalInfeasibilities.restype = ctypes.c_double
    clp.Clp_sumDualInfeasibilities.restype = ctypes.c_double
    model = ctypes.c_void_p(clp.Clp_newModel())
    clp.Clp_setLogLevel(model, 0)
    clp.Clp_setMaximumSeconds(model, ctypes.c_double(limit))

    def doubles(values):
        return np.ascontiguousarray(values).ctypes.data_as(ctypes.POINTER(ctypes.c_double))

    def integers(values):
        return np.ascontiguousarray(values).ctypes.data_as(ctypes.POINTER(ctypes.c_int))

    clp.Clp_loadProblem(
        model, len(problem.cost), len(problem.row_lower), integers(problem.starts),
        integers(problem.rows), doubles(problem.values), doubles(problem.lower),
        doubles(problem.upper), doubles(problem.cost), doubles(problem.row_lower),
        doubles(problem.row_upper))
    clock = Clock()
    clp.Clp_initialDualSolve(model)
    seconds = clock.seconds()
    code = clp.Clp_status(model)
    words = {0: "optimal", 1: "infeasible", 2: "unbounded", 3: "stopped_at_limit"}
    return {
        "version": clp.Clp_Version().decode(), "status": words.get(code, "status %d" % code),
        "seconds": seconds, "iterations": clp.Clp_numberIterations(model),
        "objective": clp.Clp_objectiveValue(model),
        "primal_infeasibility": clp.Clp_sumPrimalInfeasibilities(model),
        "dual_infeasibility": clp.Clp_sumDualInfeasibilities(model),
        "options": "initial dual solve with presolve, time limit %g" % limit,
    }


SOLVERS = {
    "highs_simplex": lambda problem, limit: solve_with_highs(problem, limit, "simplex"),
    "highs_ipm": lambda problem, limit: solve_with_highs(problem, limit, "ipm"),
    "clp_simplex": solve_with_clp,
    "highs_hot_start": hot_start_with_highs,
}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("problem")
    parser.add_argument("solver", choices=SOLVERS)
    parser.add_argument("--limit", type=float, default=3600.0)
    parser.add_argument("--unit", type=float, default=MEGAWATTS_PER_GIGAWATT,
                        help="MW per unit of power that the solver sees")
    options = parser.parse_args()
    problem = Problem(options.problem, options.unit)
    answer = SOLVERS[options.solver](problem, options.limit)
    answer["objective_eur"] = answer.pop("objective") * options.unit
    print(json.dumps(answer))


if __name__ == "__main__":
    main()
