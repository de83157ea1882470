// swift-tools-version: 6.2
// SPDX-License-Identifier: Apache-2.0
import PackageDescription

let strict: [SwiftSetting] = [.treatAllWarnings(as: .error)]

/// The stages of the pipeline in the order the numbers flow; a module imports only what stands
/// before it (held by `ArchitectureTests`).
let package = Package(
  name: "pentaflow",
  products: [.executable(name: "pentaflow", targets: ["pentaflow"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CLAPACK",
      pkgConfig: "openblas",
      providers: [.apt(["liblapacke-dev", "libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CNetCDF", pkgConfig: "netcdf", providers: [.apt(["libnetcdf-dev"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLinux"),
    .target(name: "CQhull", linkerSettings: [.linkedLibrary("qhull_r")]),
    .target(name: "CKernels", exclude: ["kernels.inc"]),
    stage("Quantities", []),
    stage("LinearAlgebra", ["CLAPACK", "Quantities"]),
    stage("Optimization", ["CKernels", "CQhull", "Quantities", "LinearAlgebra"]),
    stage("GridModel", ["Quantities"]),
    stage("CapacityCalculation", ["Quantities", "LinearAlgebra", "Optimization", "GridModel"]),
    stage(
      "MarketCoupling",
      ["Quantities", "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation"]),
    stage("Climate", ["Quantities", "LinearAlgebra", "GridModel"]),
    stage(
      "Adequacy",
      [
        "Quantities", "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation",
        "MarketCoupling", "Climate",
      ]),
    stage("Flexibility", ["Quantities", "Optimization", "GridModel", "MarketCoupling"]),
    stage("Accounts", ["Quantities", "Optimization", "GridModel", "MarketCoupling"]),
    stage(
      "Scenarios",
      ["Quantities", "GridModel", "CapacityCalculation", "MarketCoupling", "Adequacy"]),
    stage(
      "Studies",
      ["Quantities", "GridModel", "MarketCoupling", "Climate", "Accounts", "Scenarios"]),
    stage(
      "InputFiles",
      [
        "CZlib", "Quantities", "Optimization", "GridModel", "CapacityCalculation", "MarketCoupling", "Climate",
        "Adequacy", "Flexibility", "Accounts", "Scenarios", "Studies",
        .product(name: "Yams", package: "Yams"),
      ]),
    stage(
      "Reports",
      [
        "CNetCDF", "CSQLite", "CLinux", "Quantities", "LinearAlgebra", "Optimization",
        "GridModel", "CapacityCalculation", "MarketCoupling", "Adequacy", "Flexibility",
        "Accounts", "Scenarios", "Studies",
      ]),
    .target(
      name: "BenchmarkSuite",
      dependencies: [
        "Quantities", "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation",
        "MarketCoupling", "Climate", "Adequacy", "InputFiles", "Reports",
      ],
      path: "benchmarks/Suite",
      swiftSettings: strict),
    .executableTarget(
      name: "sequential-benchmark",
      dependencies: ["Adequacy", "InputFiles"],
      path: "benchmarks/Sequential",
      swiftSettings: strict),
    .executableTarget(
      name: "pentaflow",
      dependencies: [
        "Quantities", "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation",
        "MarketCoupling", "Climate", "Adequacy", "Flexibility", "Accounts", "Scenarios",
        "Studies", "InputFiles", "Reports", "BenchmarkSuite",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),

    .target(
      name: "TestSupport",
      dependencies: [
        "Quantities", "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation",
        "MarketCoupling",
      ],
      path: "Tests/TestSupport",
      swiftSettings: strict),
    tests("QuantitiesTests", []),
    tests("LinearAlgebraTests", ["LinearAlgebra"]),
    .target(name: "WideKernels", dependencies: ["CKernels"], path: "Tests/WideKernels"),
    tests("OptimizationTests", ["CKernels", "WideKernels", "LinearAlgebra", "Optimization"]),
    tests("GridModelTests", ["GridModel"]),
    tests(
      "CapacityCalculationTests",
      ["LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation"]),
    tests(
      "MarketCouplingTests",
      ["LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation", "MarketCoupling"]),
    tests("ClimateTests", ["GridModel", "Climate"]),
    tests(
      "AdequacyTests",
      [
        "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation", "MarketCoupling",
        "Climate", "Adequacy",
      ]),
    tests("AccountsTests", ["GridModel", "MarketCoupling", "Optimization", "Accounts"]),
    tests("FlexibilityTests", ["GridModel", "MarketCoupling", "Flexibility"]),
    tests("ScenariosTests", ["GridModel", "MarketCoupling", "Scenarios"]),
    tests(
      "StudiesTests",
      ["GridModel", "MarketCoupling", "Adequacy", "Accounts", "Scenarios", "Studies"]),
    tests(
      "InputFilesTests",
      [
        "GridModel", "CapacityCalculation", "MarketCoupling", "Climate", "Flexibility",
        "Scenarios", "Studies", "InputFiles",
      ]),
    tests(
      "ReportsTests",
      [
        "CNetCDF", "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation",
        "MarketCoupling", "Climate", "Adequacy", "Flexibility", "Accounts", "Scenarios", "Studies",
        "Reports",
      ]),
    tests(
      "ReferenceTests",
      [
        "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation", "MarketCoupling",
        "Climate", "Adequacy", "Flexibility", "InputFiles",
      ]),
    tests(
      "DifferentialTests",
      [
        "LinearAlgebra", "Optimization", "GridModel", "CapacityCalculation", "MarketCoupling",
        "Climate", "Adequacy", "Scenarios", "Studies", "InputFiles", "Reports",
      ],
      exclude: ["Scripts"]),
    tests("BenchmarkTests", ["Optimization", "BenchmarkSuite"]),
    tests("CommandLineTests", ["Reports"], exclude: ["Scripts"]),
  ],
  swiftLanguageModes: [.v6]
)

/// A library target of the pipeline.
func stage(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A test target; all of them share `TestSupport`.
func tests(
  _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name, dependencies: dependencies + ["Quantities", "TestSupport"], exclude: exclude,
    swiftSettings: strict)
}
