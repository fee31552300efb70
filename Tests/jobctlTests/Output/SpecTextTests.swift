// What a submission runs, in one line.

import JobWire
import Testing

@testable import jobctl

@Suite struct SpecTextTests {
  @Test(
    arguments: [
      (#"{"argv": ["echo", "a b"]}"#, "echo 'a b'"), (#"{"shell": "make | tee"}"#, "make | tee"),
      (#"{"handler": "resize"}"#, "handler resize"), (#"{"http": {"url": "https://x/a"}}"#, "https://x/a"),
      (#"{"external": true}"#, "external: ends when somebody completes or fails it"), ("{}", nil),
    ] as [(String, String?)])
  func everyKindHasItsLine(_ json: String, _ line: String?) throws {
    #expect(SpecText.command(try JSONReader.parse(json)) == line)
  }
}
