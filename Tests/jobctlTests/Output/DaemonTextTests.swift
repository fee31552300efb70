// The daemon and its queues on one screen.

import JobWire
import Testing

@testable import jobctl

@Suite struct DaemonTextTests {
  private func page(_ change: (inout InfoView) -> Void = { _ in }, _ queues: [QueueView] = []) -> String {
    var info = InfoView(
      version: "1.2.3", pid: 42, startedAt: JobSamples.ago(7_200), uptime: .seconds(7_200), durability: "full",
      draining: false, debug: false, slots: SlotsView(total: 4, used: 1), queues: 1,
      jobs: StateCounts([.running: 1, .failed: 2]), waiters: 0, connections: 1, dataDir: "/var/lib/jobd",
      store: StoreView(sqliteVersion: "3.40.1", sizeBytes: 0, walBytes: 0, storageFull: false))
    change(&info)
    return DaemonText.lines(info, queues, on: TextSamples.terminal, at: TextSamples.moment).joined(separator: "\n")
  }

  @Test func aHealthyDaemonSaysHowItStands() {
    let text = page()
    for words in [
      "jobd 1.2.3  running", "pid 42, data in /var/lib/jobd", "1 of 4 slots in use, every submission is on disk",
      "jobs: 1 running, 2 failed",
    ] { #expect(text.contains(words), "\(words)\n\(text)") }
    #expect(page { $0.jobs = StateCounts() }.contains("none yet"))
  }

  @Test func whatIsWrongIsSaid() {
    #expect(page { $0.draining = true }.contains("draining: no new jobs start"))
    #expect(page { $0.durability = "relaxed" }.contains("durability is relaxed"))
    #expect(page { $0.store.storageFull = true }.contains("the disk is full"))
    #expect(page { $0.store.fault = "damaged" }.contains("nothing can be written: damaged"))
  }

  @Test func queuesAreATable() {
    let queue = QueueView(
      name: "mail", slots: nil, paused: true, jobs: StateCounts([.queued: 3, .held: 1, .retrying: 1]))
    let text = page({ _ in }, [queue])
    #expect(text.contains("QUEUE") && text.contains("mail") && text.contains("paused"), "\(text)")
  }

  @Test func pauseOfEverythingIsItsCondition() {
    var info = StatusSamples.info
    info.paused = PauseView(running: true)
    #expect(DaemonText.condition(info).words == "paused with what runs: no new jobs start")
    info.draining = true
    #expect(DaemonText.condition(info).words == "draining: no new jobs start")
  }
}
