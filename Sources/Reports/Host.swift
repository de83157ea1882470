// SPDX-License-Identifier: Apache-2.0
import CLinux
import Foundation

/// The machine this process runs on; no result depends on it.
package enum Host {
  package static var name: String { hostName() }

  /// Processors this process may use.
  package static var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }

  package static var memoryGB: Double { Double(ProcessInfo.processInfo.physicalMemory) / 1e9 }

  /// Model name of the processor, as the kernel gives it.
  package static var processor: String {
    kernelValue("model name", in: "/proc/cpuinfo") ?? "unknown"
  }

  /// Most memory this process has used so far. MB.
  package static var peakMemoryMB: Double {
    megabytes("VmHWM")
  }

  /// Memory this process uses now, freed memory given back first. MB.
  package static func residentMemoryMB() -> Double {
    malloc_trim(0)
    return megabytes("VmRSS")
  }

  /// Begins ``peakMemoryMB`` anew; where the system does not allow it, nothing happens.
  package static func resetPeakMemory() {
    let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
    guard file >= 0 else { return }
    _ = write(file, "5", 1)
    close(file)
  }

  /// A figure of this process, which the kernel gives in units of 1,024 bytes.
  private static func megabytes(_ name: String) -> Double {
    let text = kernelValue(name, in: "/proc/self/status") ?? ""
    return (Double(text.prefix { $0.isNumber }) ?? .nan) * 1024 / 1e6
  }

  /// The first value of that name in a file of `name: value` lines.
  private static func kernelValue(_ name: String, in file: String) -> String? {
    guard let bytes = try? LocalDisk().read(file) else { return nil }
    for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard line.hasPrefix(name), let colon = line.firstIndex(of: ":") else { continue }
      return String(line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" })
    }
    return nil
  }
}
