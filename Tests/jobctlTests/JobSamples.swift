// Jobs for tests of what jobctl prints.

import JobWire

/// Jobs at a fixed moment.
enum JobSamples {
  static let now = WireTime(micros: 1_795_334_400_000_000)

  static func ago(_ seconds: Int64) -> WireTime { WireTime(micros: now.micros - seconds * 1_000_000) }

  static func job(_ id: Int64, _ state: WireJobState, name: String? = nil, reason: String? = nil) -> JobView {
    JobView(
      id: id, name: name ?? "job-\(id)", kind: "exec", queue: "default", priority: 0, state: state, reason: reason,
      attempt: 1, maxAttempts: 1, createdAt: ago(90), stateSince: ago(60))
  }

  /// One job of every kind of row.
  static let list: [JobView] = {
    var running = job(12, .running, name: "a rather long name of a job that renders the quarterly report")
    running.startedAt = ago(30)
    running.progress = ProgressView(fraction: 0.42, at: now)
    running.command = "render --quarter 3 --token=*** --out /srv/reports/2026/q3.pdf"
    running.queue = "reports"
    var failed = job(11, .failed, name: "日本語の名前", reason: "exit")
    failed.exitCode = 3
    failed.duration = WireDuration(micros: 1_250_000)
    failed.command = "sh -c 'exit 3'"
    var killed = job(10, .failed, name: "esc\u{1B}[31mape\nnewline", reason: "signal")
    killed.signal = 9
    killed.duration = .seconds(7_200)
    killed.command = "printf '\u{1B}]0;title\u{7}'"
    var retrying = job(9, .retrying, reason: "exit")
    retrying.runAt = WireTime(micros: now.micros + 120_000_000)
    retrying.attempt = 2
    retrying.maxAttempts = 5
    retrying.exitCode = 75
    retrying.schedule = "nightly"
    retrying.command = "rsync -a /home backup:/home"
    var succeeded = job(8, .succeeded)
    succeeded.duration = WireDuration(micros: 4_000)
    succeeded.priority = 100
    return [running, failed, killed, retrying, succeeded, job(7, .held), job(6, .cancelled, reason: "cancel")]
  }()
}
