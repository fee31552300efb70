// Sizes as text, there and back.

import Testing

@testable import jobd

@Suite struct ByteCountTests {
  @Test(arguments: [("0", 0), ("4096", 4096), ("1B", 1), ("4KiB", 4096), ("16 MiB", 16 << 20), ("2G", 2 << 30)])
  func sizeIsRead(text: String, bytes: Int64) {
    #expect(ByteCount(parsing: text)?.bytes == bytes)
  }

  @Test(arguments: ["", "-1", "1MB", "MiB", "1.5MiB", "99999999999999999999", "9223372036854775807KiB", "٣"])
  func otherTextIsRefused(text: String) {
    #expect(ByteCount(parsing: text) == nil)
  }

  @Test(arguments: [(0, "0"), (1, "1"), (1024, "1KiB"), (1025, "1025"), (16 << 20, "16MiB"), (3 << 40, "3TiB")])
  func shortestExactTextIsWritten(bytes: Int64, text: String) {
    #expect("\(ByteCount(bytes))" == text)
    #expect(ByteCount(parsing: text) == ByteCount(bytes))
  }
}
