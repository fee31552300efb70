// What counts as piped in.

import Foundation
import Testing

@testable import jobctl

@Suite struct PipedInputTests {
  @Test func pipesAndFilesAre() throws {
    let pipe = Pipe()
    #expect(PipedInput.isPiped(pipe.fileHandleForReading.fileDescriptor))
    let file = FileManager.default.temporaryDirectory.appending(path: "piped-\(UUID().uuidString)")
    try Data("x".utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let handle = try FileHandle(forReadingFrom: file)
    #expect(PipedInput.isPiped(handle.fileDescriptor))
  }

  @Test func devicesAndClosedDescriptorsAreNot() throws {
    let null = try FileHandle(forReadingFrom: URL(filePath: "/dev/null"))
    #expect(!PipedInput.isPiped(null.fileDescriptor))
    #expect(!PipedInput.isPiped(-1))
  }
}
