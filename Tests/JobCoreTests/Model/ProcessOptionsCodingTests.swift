// The surroundings of a command as text: there and back, and as an older jobd has written them.

import Foundation
import Testing

@testable import JobCore

@Suite struct ProcessOptionsCodingTests {
  private func written(_ stdin: [UInt8]?) throws -> String {
    var options = ProcessOptions()
    options.stdin = stdin
    return String(decoding: try JSONEncoder().encode(options), as: UTF8.self)
  }

  private func read(_ text: String) throws -> ProcessOptions {
    try JSONDecoder().decode(ProcessOptions.self, from: Data(text.utf8))
  }

  @Test func allOfThemComeBack() throws {
    var options = ProcessOptions()
    #expect(try read(try written(nil)) == options)
    options.workingDirectory = "/tmp"
    options.environment = ["A": "b"]
    options.clearsEnvironment = true
    options.umask = 0o22
    options.nice = 5
    options.isInteractive = true
    options.mergesStderr = true
    options.logLimitBytes = 4_096
    for stdin in [[], Array("text é".utf8), Array(0...255)] as [[UInt8]] {
      options.stdin = stdin
      let text = String(decoding: try JSONEncoder().encode(options), as: UTF8.self)
      #expect(try read(text) == options, "\(text)")
    }
  }

  @Test func inputIsTextOrBase64AsInTheAPI() throws {
    #expect(try written(Array("hello".utf8)).contains(#""stdin":"hello""#))
    #expect(try written([]).contains(#""stdin":"""#))
    #expect(try written([0xff, 0]).contains(#""stdin_base64":"\/wA=""#))
  }

  @Test func inputAsNumbersIsStillRead() throws {
    let old = #"{"environment":{},"clearsEnvironment":false,"mergesStderr":false,"stdin":[0,104,255]}"#
    #expect(try read(old).stdin == [0, 104, 255])
    #expect(try !read(old).isInteractive)
    #expect(throws: DecodingError.self) { try read(old.replacing("255", with: "256")) }
  }
}
