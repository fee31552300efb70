// A daemon with something of everything, for tests of what jobctl prints.

import JobWire

@testable import jobctl

/// A daemon at a fixed moment.
enum StatusSamples {
  static let info = InfoView(
    version: "1.0.0", pid: 4_711, startedAt: JobSamples.ago(3_661), uptime: .seconds(3_661), durability: "full",
    draining: false, debug: false, slots: SlotsView(total: 8, used: 1), queues: 2,
    jobs: StateCounts([.succeeded: 10, .queued: 2, .running: 1, .failed: 2]), waiters: 0, connections: 1,
    dataDir: "/var/lib/jobd",
    store: StoreView(sqliteVersion: "3.40.1", sizeBytes: 65_536, walBytes: 0, storageFull: false))

  static let queues = [
    QueueView(
      name: "default", paused: false, jobs: StateCounts([.queued: 2, .running: 1, .failed: 2]),
      oldestQueuedAt: JobSamples.ago(200)),
    QueueView(name: "mail", slots: 2, paused: true, rate: RateSpec(count: 10, per: .seconds(1)), jobs: StateCounts()),
  ]

  static let schedules: [ScheduleView] = [
    schedule("nightly", "0 3 * * *", inSeconds: 18_000, "./backup --all"), paused,
  ]

  static let overview = Overview(
    info: info, queues: queues, running: JobList(jobs: JobSamples.list.filter { $0.state == .running }),
    failed: JobSamples.list.filter { $0.state == .failed }, schedules: schedules)

  private static let paused: ScheduleView = {
    var paused = schedule("hourly", "0 * * * *", inSeconds: 600, "true")
    (paused.paused, paused.nextAt) = (true, nil)
    return paused
  }()

  private static func schedule(
    _ name: String, _ cron: String, inSeconds seconds: Int64, _ command: String
  ) -> ScheduleView {
    ScheduleView(
      name: name, cron: cron, timezone: "UTC", job: .object([JSONMember(name: "shell", value: .string(command))]),
      createdAt: JobSamples.ago(7_200), updatedAt: JobSamples.ago(7_200),
      nextAt: WireTime(micros: JobSamples.now.micros + seconds * 1_000_000))
  }
}
