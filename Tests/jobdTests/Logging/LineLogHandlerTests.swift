// How a message looks, and that it stays one line whatever is in it.

import JobWire
import Logging
import Testing

@testable import jobd

@Suite struct LineLogHandlerTests {
  private let time = WireTime(micros: 1_700_000_000_123_456)

  private func line(
    _ message: String, _ metadata: Logger.Metadata = [:], format: LogFormat, isJournal: Bool = false
  ) -> String {
    let handler = LineLogHandler(label: "jobd", level: .trace, format: format, isJournal: isJournal)
    let event = LogEvent(
      level: .warning, message: "\(message)", metadata: metadata, source: "", file: "", function: "", line: 1)
    return handler.line(event: event, at: time)
  }

  @Test func textIsTimeLevelMessageAndSortedDetails() {
    let text = line("retrying", ["job.id": "7", "error.code": "busy now"], format: .text)
    #expect(text == "2023-11-14T22:13:20.123456Z warning jobd: retrying error.code=\"busy now\" job.id=7")
  }

  @Test func journalGetsThePriorityAndNoTime() {
    #expect(line("retrying", format: .text, isJournal: true) == "<4>retrying")
  }

  @Test func hostileDetailsStayOnOneLine() {
    let text = line("a\nb", ["name": "x\n2023 error jobd: forged\u{1b}[2J"], format: .text)
    #expect(!text.contains("\n") && !text.contains("\u{1b}"))
    #expect(text.hasSuffix(#"name="x\n2023 error jobd: forged\u{1B}[2J""#))
    #expect(line("a", ["name": "x\u{202E}y\u{2028}z"], format: .text).hasSuffix(#"name="x\u{202E}y\u{2028}z""#))
    #expect(line("a", ["name": "x\u{1B}y"], format: .text).hasSuffix(#"name="x\u{1B}y""#))
  }

  @Test func jsonCanBeParsedAndDetailsCannotShadow() throws {
    let text = line("say \"hi\"\n", ["level": "forged", "job.id": "7"], format: .json)
    let value = try JSONReader.parse(Array(text.utf8))
    #expect(value["level"]?.stringValue == "warning")
    #expect(value["message"]?.stringValue == "say \"hi\"\n")
    #expect(value["details"]?["level"]?.stringValue == "forged")
  }
}
