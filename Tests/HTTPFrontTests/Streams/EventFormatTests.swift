// Events as text: as a browser reads them, and a line each.

import JobCore
import JobWire
import Testing

@testable import HTTPFront

@Suite struct EventFormatTests {
  @Test(
    arguments: [
      (nil, EventFormat.events), ("", .events), ("*/*", .events), ("text/html", .events),
      ("text/event-stream", .events),
      ("application/x-ndjson", .lines), ("Application/NDJSON", .lines), ("application/json, */*", .lines),
      ("text/event-stream;q=0.5, application/x-ndjson", .lines),
      ("application/x-ndjson;q=0.1,text/event-stream", .events),
      ("application/x-ndjson;q=0", .events), ("application/x-ndjson; q=x", .events), (",;,", .events),
    ] as [(String?, EventFormat)])
  func formIsWhatTheClientLikesBest(_ accept: String?, _ format: EventFormat) {
    #expect(EventFormat(accept: accept) == format)
  }

  private func text(_ format: EventFormat, _ event: QueueEvent) -> String {
    var bytes: [UInt8] = []
    format.append(event, to: &bytes) { _ in }
    return String(decoding: bytes, as: UTF8.self)
  }

  private func heartbeat(_ format: EventFormat, _ place: EventPosition?) -> String {
    var bytes: [UInt8] = []
    format.append(heartbeatAt: place, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func event(_ what: QueueEvent.What, at place: String?) -> QueueEvent {
    QueueEvent(what: what, at: Timestamp(micros: 0), position: place.flatMap { EventPosition(text: $0) })
  }

  @Test func eventHasItsPlaceItsNameAndItsData() {
    let end = event(.snapshotEnd, at: "7-c")
    let json = #"{"id":"7-c","event":"snapshot.end","at":"1970-01-01T00:00:00.000000Z"}"#
    #expect(text(.events, end) == "id: 7-c\nevent: snapshot.end\ndata: \(json)\n\n")
    #expect(text(.lines, end) == json + "\n")
  }

  @Test func gapBeforeASnapshotTakesBackThePlace() {
    let gap = event(.gap(.restarted), at: nil)
    #expect(text(.events, gap).hasPrefix("id: \nevent: gap\n"))
    #expect(
      text(.lines, gap).hasPrefix(#"{"event":"gap""#) && text(.lines, gap).contains(#""reason":"restarted""#))
    let other = event(.gap(.passed), at: "7-c")
    #expect(text(.events, other).hasPrefix("id: 7-c\n"))
  }

  @Test func signOfLifeMovesThePlaceAndFiresNothing() {
    #expect(heartbeat(.events, EventPosition(text: "7-c")) == "id: 7-c\n\n")
    #expect(heartbeat(.events, nil) == ":\n\n")
    #expect(heartbeat(.lines, EventPosition(text: "7-c")) == #"{"id":"7-c","event":"heartbeat"}"# + "\n")
    #expect(heartbeat(.lines, nil) == #"{"event":"heartbeat"}"# + "\n")
  }
}
