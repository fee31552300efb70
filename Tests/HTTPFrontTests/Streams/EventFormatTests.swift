// Events as text: as a browser reads them, and a line each.

import JobWire
import Testing

@testable import HTTPFront
@testable import JobCore

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

  private static let job = EventJob(
    id: JobID(7), rev: 3, name: "n", kind: .shell, command: "make", queue: "q", priority: 0, state: .queued, attempt: 0,
    maxAttempts: 1, isCancelRequested: false, tags: [:], createdAt: Timestamp(micros: 0))

  @Test func changeOfAJobIsTheSameTextForAll() throws {
    let news = JobNews(.moved, Self.job)
    let change = event(.job(news), at: "7-c")
    let line = text(.lines, change)
    #expect(line.hasPrefix(#"{"id":"7-c","event":"job.queued","at":"1970-01-01T00:00:00.000000Z","job":{"id":7,"#))
    #expect(line.hasSuffix("}}\n"))
    #expect(text(.events, change) == "id: 7-c\nevent: job.queued\ndata: \(line)\n")
    // Whoever comes next has what was made.
    let made = news.text {
      Issue.record("it is made once more")
      return SentEvent(bytes: [], data: 0..<0, job: 0..<0)
    }
    #expect(String(decoding: made.bytes, as: UTF8.self) == text(.events, change))
    #expect(try EventView(jsonBytes: Array(made.bytes[made.data])).job?.id == 7)
    #expect(made.bytes[made.job].first == UInt8(ascii: "{") && made.bytes[made.job].last == UInt8(ascii: "}"))
  }

  @Test(arguments: [true, false]) func whatLeavesOneFilterIsAnOrdinaryChangeToOthers(_ leavesFirst: Bool) throws {
    let change = event(.job(JobNews(.moved, Self.job)), at: "7-c")
    var left = change
    left.hasLeft = true
    let lines = (leavesFirst ? [left, change] : [change, left]).map { text(.lines, $0) }
    let events = try lines.map { try EventView(jsonBytes: Array($0.utf8)) }
    #expect(events.map(\.hasLeft) == [leavesFirst, !leavesFirst])
    #expect(events[0].job == events[1].job && events[0].job?.id == 7)
    #expect(lines[leavesFirst ? 0 : 1].replacing(#""left":true,"#, with: "") == lines[leavesFirst ? 1 : 0])
    #expect(text(.events, left).hasPrefix("id: 7-c\nevent: job.queued\ndata: {"))
  }

  @Test func jobOfASnapshotHasNoPlace() throws {
    var there = event(.job(JobNews(.moved, Self.job)), at: nil)
    there.isSnapshot = true
    #expect(text(.events, there).hasPrefix("event: job.queued\ndata: {\"event\""))
    let view = try EventView(jsonBytes: Array(text(.lines, there).utf8))
    #expect(view.isSnapshot && view.id == nil && view.job?.id == 7)
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
