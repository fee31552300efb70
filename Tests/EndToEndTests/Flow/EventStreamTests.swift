// Tables that are kept by events: nothing is missing in them, however often their keeper comes back, and a daemon that
// starts again says what it cannot tell.

import Foundation
import JobWire
import Testing

@Suite struct EventStreamTests {
  /// What a client hears that asks, and will send nothing more: all that there is behind a place.
  private func heard(_ daemon: Daemon, _ query: String) async throws -> [EventView] {
    let path = daemon.socket
    return try await offPool {
      let connection = try RawConnection(path)
      let request =
        "GET /v1/events?\(query) HTTP/1.1\r\nHost: localhost\r\nAccept: application/x-ndjson\r\nConnection: close\r\n\r\n"
      connection.send(Array(request.utf8))
      connection.endSending()
      let answer = try RawConnection.parse(connection.receiveAll())
      guard answer.status == 200 else { throw Unexpected("\(answer.status): \(answer.text)") }
      return try answer.text.split(separator: "\n").map { try EventView(jsonBytes: Array($0.utf8)) }
    }
  }

  /// Jobs as a client knows them that has heard of all of this: of two pictures the newer one.
  private struct Table {
    var jobs: [Int64: JobView] = [:]
    var place: String?

    mutating func take(_ events: [EventView]) {
      for event in events {
        place = event.id ?? place
        guard let job = event.job, job.rev >= jobs[job.id]?.rev ?? 0 else { continue }
        jobs[job.id] = event.wireEvent == .jobDeleted ? nil : job
      }
    }

    var pictures: [Int64: [Int]] { jobs.mapValues { [$0.rev, $0.done ? 1 : 0] } }
  }

  /// What a list says of all jobs.
  private func listed(_ daemon: Daemon) async throws -> [Int64: [Int]] {
    let answer = try await daemon.get("/v1/jobs?limit=1000")
    var pictures: [Int64: [Int]] = [:]
    for job in answer.objects("jobs") {
      guard let id = job["id"]?.integerValue, let rev = job.int("rev") else { throw Unexpected(answer.text) }
      pictures[id] = [rev, job["done"]?.boolValue == true ? 1 : 0]
    }
    return pictures
  }

  private func submit(_ daemon: Daemon, _ count: Int) async throws {
    let line = #"{"handler":"noop"}"# + "\n"
    let answer = try await daemon.send(
      "POST", "/v1/jobs", String(repeating: line, count: count), type: "application/x-ndjson")
    guard answer.status == 201 else { throw Unexpected(answer.text) }
  }

  @Test func whoComesBackWhileJobsRunMissesNothing() async throws {
    let daemon = try await Daemon()
    var place = try #require(try await heard(daemon, "").last?.id)
    let (rounds, each) = (20, 10)
    var revs: [Int64: [Int]] = [:]
    var ended = 0
    var round = 0
    try await eventually("all ends are heard", within: .seconds(60)) {
      if round < rounds { try await submit(daemon, each) }
      round += 1
      for event in try await heard(daemon, "after=\(place)") {
        #expect(event.event != "gap")
        place = event.id ?? place
        guard let job = event.job else { continue }
        revs[job.id, default: []].append(job.rev)
        if job.done { ended += 1 }
      }
      return ended >= rounds * each
    }
    // Queued, running, succeeded: each once, and in this order.
    #expect(revs.count == rounds * each && revs.values.allSatisfy { $0 == [1, 2, 3] }, "\(revs)")
  }

  @Test func tableThatBeginsWhileJobsRunIsWhatAListShows() async throws {
    let daemon = try await Daemon()
    try await submit(daemon, 100)
    var table = Table()
    table.take(try await heard(daemon, "snapshot=true"))
    try await submit(daemon, 100)
    try await eventually("the table is that of the list", within: .seconds(60)) {
      table.take(try await heard(daemon, "after=\(table.place ?? "")"))
      let isDone = table.jobs.count == 200 && table.jobs.values.allSatisfy(\.done)
      guard isDone else { return false }
      return table.pictures == (try await listed(daemon))
    }
  }

  @Test func daemonThatStartsAgainTellsOfTheGapAndTheTableIsWholeAgain() async throws {
    let daemon = try await Daemon()
    try await submit(daemon, 3)
    var table = Table()
    try await eventually("all have ended") {
      table.take(try await heard(daemon, "snapshot=true"))
      return table.jobs.count == 3 && table.jobs.values.allSatisfy(\.done)
    }
    let (before, place) = (table.pictures, try #require(table.place))
    #expect(try await daemon.stop() == 0)
    let next = try await Daemon(daemon.scratch)
    let gap = try #require(try await heard(next, "after=\(place)").first)
    #expect(gap.event == "gap" && gap.reason == "restarted" && gap.id != nil)
    let events = try await heard(next, "snapshot=true&after=\(place)")
    #expect(events.first?.event == "gap" && events.contains { $0.event == "snapshot.end" })
    var later = Table()
    later.take(events)
    // Over a restart, too, the pictures of a job are in their order.
    #expect(later.pictures == before)
  }
}
