// The workers of handlers in words.

import JobWire
import Testing

@testable import jobctl

@Suite struct WorkerTextTests {
  private let moment = Moment(now: WireTime(micros: 1_795_334_400_000_000))

  @Test func workersAreATableAndHandlersASentence() {
    let started = WireTime(micros: 1_795_334_100_000_000)
    let reply = WorkersReply(
      workers: [
        WorkerView(
          handler: "thumb", pid: 4711, state: "busy", jobs: [7, 8], jobsDone: 3, startedAt: started,
          rssBytes: 12 << 20),
        WorkerView(handler: "thumb", state: "starting", startedAt: started),
      ],
      handlers: [
        WorkerHandlerView(handler: "thumb", processes: 2, concurrency: 2, starts: 2, jobsDone: 1),
        WorkerHandlerView(
          handler: "ocr", processes: 1, concurrency: 1, starts: 3, down: true,
          downUntil: WireTime(micros: 1_795_334_412_000_000), lastFailure: "a worker exited\nTraceback\u{1B}[1m"),
        WorkerHandlerView(handler: "fat", processes: 1, concurrency: 1, starts: 1, down: true),
      ])
    let lines = WorkerText.lines(reply, on: Terminal(width: nil, hasColor: false), at: moment)
    #expect(
      lines == [
        "HANDLER   PID  STATE     DONE  AGE  MEMORY  JOBS",
        "thumb    4711  busy         3   5m  12 MiB  7 8",
        "thumb       -  starting     0   5m       -",
        "thumb: 2 of 2 processes, 2 starts, 1 job done",
        "ocr is down, the next start is in 12s:",
        "  a worker exited",
        #"  Traceback\u{1b}[1m"#,
        "fat is down, no worker is started.",
      ])
  }

  @Test func remoteWorkersAreATableOfTheirOwn() {
    let reply = WorkersReply(
      workers: [], handlers: [],
      remote: [
        RemoteWorkerView(
          name: "gpu-1", identity: "token:gpu", state: "busy", handlers: ["scan", "thumb"], queues: ["images"],
          jobs: [7, 8], jobCount: 120, lastSeenAt: WireTime(micros: 1_795_334_397_000_000)),
        RemoteWorkerView(
          identity: "uid:1000", state: "waiting", queues: ["images"], waiting: 1,
          lastSeenAt: WireTime(micros: 1_795_334_400_000_000)),
        RemoteWorkerView(name: "old\u{1B}", identity: "token:gpu", state: "busy", jobs: [3], jobCount: 1),
      ], truncated: true)
    let lines = WorkerText.lines(reply, on: Terminal(width: nil, hasColor: false), at: moment)
    #expect(
      lines == [
        "REMOTE WORKER          STATE    SEEN  ASKS FOR               JOBS",
        "gpu-1 (token:gpu)      busy       3s  scan, thumb of images  7 8 (120)",
        "uid:1000               waiting   0ms  all of images",
        #"old\u{1b} (token:gpu)  busy        -  -                      3"#,
        "There is more than is shown here.",
      ], "\(lines.joined(separator: "\n"))")
  }

  @Test func nothingIsSaidToBeNothing() {
    let lines = WorkerText.lines(
      WorkersReply(workers: [], handlers: []), on: Terminal(width: nil, hasColor: false), at: moment)
    #expect(lines.count == 1 && lines[0].hasPrefix("No handler has workers"))
  }
}
