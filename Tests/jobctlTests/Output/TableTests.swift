// Tables: columns that make room for each other, and notes under rows.

import Foundation
import JobWire
import Testing

@testable import jobctl

@Suite struct TableTests {
  private static let directory = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Golden")

  private func check(_ name: String, _ lines: [String]) throws {
    let text = lines.joined(separator: "\n") + "\n"
    let file = Self.directory.appending(path: "\(name).txt")
    if ProcessInfo.processInfo.environment["JOBD_UPDATE_GOLDEN"] == "1" {
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
    #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(name) no longer looks like its golden file")
  }

  @Test func daemonIsOneScreen() throws {
    let info = InfoView(
      version: "1.0.0", pid: 4_711, startedAt: JobSamples.ago(61), uptime: .seconds(61), durability: "full",
      draining: true, debug: false, slots: SlotsView(total: 8, used: 1), queues: 2,
      jobs: StateCounts([.succeeded: 10, .queued: 2]), waiters: 0, connections: 1, dataDir: "/var/lib/jobd",
      store: StoreView(sqliteVersion: "3.40.1", sizeBytes: 65_536, walBytes: 0, storageFull: true))
    let queues = [
      QueueView(
        name: "default", paused: false, jobs: StateCounts([.queued: 2, .running: 1, .failed: 3]),
        oldestQueuedAt: JobSamples.ago(200)),
      QueueView(name: "mail", slots: 2, paused: true, rate: RateSpec(count: 10, per: .seconds(1)), jobs: StateCounts()),
    ]
    let terminal = Terminal(width: 80, hasColor: false)
    try check("daemon", DaemonText.lines(info, queues, on: terminal, at: Moment(now: JobSamples.now)))
    var stopping = info
    stopping.stopping = true
    let first = DaemonText.lines(stopping, queues, on: terminal, at: Moment(now: JobSamples.now)).first
    #expect(first == "jobd 1.0.0  stopping: no new jobs are taken")
    var replaced = info
    (replaced.store.storageFull, replaced.store.fault) = (false, "/d/jobd.sqlite was removed or replaced")
    let lines = DaemonText.lines(replaced, queues, on: terminal, at: Moment(now: JobSamples.now))
    let isSaid = lines.contains {
      $0 == "  nothing can be written: /d/jobd.sqlite was removed or replaced; submissions are refused"
    }
    #expect(isSaid, "\(lines)")
  }

  @Test func emptyTableIsItsHeadings() {
    let table = Table([Table.Column("A"), Table.Column("B")])
    #expect(table.lines(on: Terminal(width: 10, hasColor: false)) == ["A  B"])
  }

  @Test func columnsAreLeftOutBeforeOthersAreCut() {
    var table = Table([
      Table.Column("ID"), Table.Column("LESS", rank: 2), Table.Column("LEAST", rank: 1),
      Table.Column("TEXT", widthMin: 4, widthWanted: 10),
    ])
    table.add(
      ["1", "a", "b", String(repeating: "x", count: 30)].map { Table.Cell($0) }, note: Table.Cell("a long note"))
    func lines(_ width: Int) -> [String] { table.lines(on: Terminal(width: width, hasColor: false)) }
    #expect(lines(60)[0] == "ID  LESS  LEAST  TEXT" && lines(26)[0] == "ID  LESS  TEXT" && lines(14)[0] == "ID  TEXT")
    #expect(lines(14)[1] == "1   xxxxxxxxx…" && lines(14)[2] == "    a long no…")
    // Nothing is left to leave out.
    #expect(lines(9)[1] == "1   xxxx…" && lines(3)[1] == "1   xxx…")
  }
}
