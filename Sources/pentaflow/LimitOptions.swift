// SPDX-License-Identifier: Apache-2.0
import ArgumentParser
import Reports
import Studies

/// Seconds as a user writes them: `90s`, `30min`, `2h`, `1h30min`.
struct DurationArgument: ExpressibleByArgument {
  var seconds: Double

  init?(argument: String) {
    let units = ["h": 3600.0, "min": 60, "m": 60, "s": 1]
    var rest = Substring(argument)
    seconds = 0
    while !rest.isEmpty {
      let digits = rest.prefix { $0.isNumber || $0 == "." }
      rest = rest.dropFirst(digits.count)
      let word = rest.prefix { $0.isLetter }
      rest = rest.dropFirst(word.count)
      guard let number = Double(digits), let unit = units[String(word)] else { return nil }
      seconds += number * unit
    }
    guard seconds > 0 else { return nil }
  }
}

/// Memory as a user writes it: `800MB`, `4GB`, `1.5G`.
struct MemoryArgument: ExpressibleByArgument {
  var megabytes: Double

  init?(argument: String) {
    let units = ["M": 1.0, "MB": 1, "G": 1e3, "GB": 1e3, "T": 1e6, "TB": 1e6]
    let digits = argument.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number > 0,
      let unit = units[argument.dropFirst(digits.count).uppercased()]
    else { return nil }
    megabytes = number * unit
  }
}

/// What a study may use of the machine; no result depends on it.
struct LimitOptions: ParsableArguments {
  @Option(
    help: """
      Worker threads over all runs at work; the results are the same bytes for any number.
      """)
  var threads = Host.processorCount

  @Option(
    help: ArgumentHelp(
      "Memory that runs at once may take together, as 4GB; the first run is always made. Nine "
        + "tenths of the machine's where none is given.", valueName: "memory"))
  var maxMem: MemoryArgument?

  @Option(
    help: ArgumentHelp(
      "Stop after so long, as 2h or 30min: exit status 75, and `pentaflow resume` goes on.",
      valueName: "time"))
  var timeLimit: DurationArgument?

  func validate() throws { try checkThreads(threads) }

  /// That runs at once may take together. MB.
  var memoryMB: Double { maxMem?.megabytes ?? mostMemoryMB }

  var batchLimits: BatchLimits {
    BatchLimits(
      threads: threads, memoryMB: memoryMB,
      usedMemoryMB: { Host.residentMemoryMB() }, peakMemoryMB: { Host.peakMemoryMB })
  }

  /// Lets the process end when its time is over.
  func startClock() {
    guard let timeLimit else { return }
    Interruption.end(.limit, because: "the time limit is reached", after: timeLimit.seconds)
  }
}

/// Nine tenths of the machine's memory. MB.
let mostMemoryMB = 900 * Host.memoryGB
