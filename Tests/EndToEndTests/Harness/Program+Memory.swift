// How large a process is, and has been.

import Foundation

extension Program {
  /// Makes the kernel forget how large it has been.
  func resetPeak() throws {
    try "5".write(toFile: "/proc/\(pid)/clear_refs", atomically: false, encoding: .utf8)
  }

  /// In KiB: what stands under this name in its status, such as `VmRSS`, or `VmHWM` for the most it has been.
  func memory(_ name: String) throws -> Int {
    let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
    let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
    guard let number = line?.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) }) else {
      throw Unexpected("no \(name) in \(status)")
    }
    return number
  }
}
