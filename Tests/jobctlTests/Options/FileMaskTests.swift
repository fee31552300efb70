// The mask of new files, as the kernel has it.

import Foundation
import Testing

@testable import jobctl

@Suite struct FileMaskTests {
  @Test func itIsTheOneOfTheProcessAndStays() throws {
    let inherited = FileMask.inherited
    let status = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("Umask:") })
    let mask = try #require(line.split(separator: "\t").last)
    #expect(Int(mask, radix: 8) == inherited)
  }
}
