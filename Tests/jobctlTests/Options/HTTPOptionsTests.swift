// The options of a request become its fields, and are refused where they make none.

import ArgumentParser
import Foundation
import JobWire
import Testing

@testable import jobctl

@Suite struct HTTPOptionsTests {
  private func spec(_ arguments: [String]) throws -> HTTPSpec? {
    let command = try #require(try Jobctl.parseAsRoot(["submit"] + arguments) as? SubmitCommand)
    return try command.http.spec()
  }

  @Test func everyOptionReachesItsField() throws {
    let spec = try spec([
      "--http", "https://example.com/a", "--method", "PUT", "--header", "X-A: b: c", "--header", "Accept:text/plain",
      "--body", "hello", "--expect-status", "200,300-399", "--expect-body", "^ok$", "--follow-redirects", "3",
    ])
    #expect(
      spec
        == HTTPSpec(
          url: "https://example.com/a", method: "PUT", headers: ["X-A": "b: c", "Accept": "text/plain"], body: "hello",
          expectStatus: [StatusRange(first: 200, last: 200), StatusRange(first: 300, last: 399)], expectBody: "^ok$",
          followRedirects: 3))
    #expect(try self.spec(["--http", "http://x/"]) == HTTPSpec(url: "http://x/"))
    #expect(try self.spec(["--shell", "true"]) == nil)
  }

  @Test func bodyComesFromAFile() throws {
    let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: file) }
    try Data("{\"a\": 1}".utf8).write(to: file)
    #expect(try spec(["--http", "http://x/", "--body", "@\(file.path)"])?.body == "{\"a\": 1}")
    try Data([0xFF, 0xFE]).write(to: file)
    #expect(throws: (any Error).self) { try spec(["--http", "http://x/", "--body", "@\(file.path)"]) }
  }

  @Test(arguments: [
    ["--http", "http://x/", "--header", "nonsense"], ["--http", "http://x/", "--header", ": x"],
    ["--http", "http://x/", "--expect-status", "99"], ["--http", "http://x/", "--expect-status", "300-200"],
    ["--http", "http://x/", "--expect-status", "200,"], ["--shell", "true", "--method", "PUT"],
    ["--http", "http://x/", "--shell", "true"], ["--body", "x", "--", "ls"],
  ]) func othersAreRefused(_ arguments: [String]) {
    #expect(throws: (any Error).self) { try spec(arguments) }
  }
}
