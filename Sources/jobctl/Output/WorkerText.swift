// The workers of handlers: a table, and a sentence for each handler that has trouble; and remote workers.

import JobWire

/// Words for workers.
enum WorkerText {
  static func lines(_ reply: WorkersReply, on terminal: Terminal, at moment: Moment) -> [String] {
    if reply.handlers.isEmpty && reply.workers.isEmpty && reply.remote.isEmpty {
      return ["No handler has workers; docs/configuration.md says how to give it some."]
    }
    var lines = reply.workers.isEmpty ? [] : table(reply, at: moment).lines(on: terminal)
    for handler in reply.handlers {
      let remark = sentence(handler, reply.workers, at: moment)
      lines.append(handler.down ? Style.bad.applied(to: remark, on: terminal) : remark)
      guard let failure = handler.lastFailure else { continue }
      lines += failure.split(separator: "\n").map { "  " + DisplayWidth.printable(String($0)) }
    }
    if !reply.remote.isEmpty {
      if !lines.isEmpty { lines.append("") }
      lines += remoteTable(reply, at: moment).lines(on: terminal)
    }
    if reply.truncated { lines.append("There is more than is shown here.") }
    return lines
  }

  static func table(_ reply: WorkersReply, at moment: Moment) -> Table {
    var table = Table([
      Table.Column("HANDLER", widthMin: 8), Table.Column("PID", isRightAligned: true), Table.Column("STATE"),
      Table.Column("DONE", isRightAligned: true), Table.Column("AGE", isRightAligned: true),
      Table.Column("MEMORY", isRightAligned: true), Table.Column("JOBS", widthMin: 4),
    ])
    for worker in reply.workers {
      let style: Style = worker.state == "busy" ? .busy : worker.state == "stopping" ? .warning : .plain
      table.add([
        Table.Cell(worker.handler, .bold), Table.Cell(worker.pid.map { "\($0)" } ?? "-"),
        Table.Cell(worker.state, style), Table.Cell(worker.jobsDone.map { "\($0)" } ?? "-"),
        Table.Cell(moment.age(of: worker.startedAt)), Table.Cell(worker.rssBytes.map(size) ?? "-"),
        Table.Cell(worker.jobs.map { "\($0)" }.joined(separator: " ")),
      ])
    }
    return table
  }

  static func remoteTable(_ reply: WorkersReply, at moment: Moment) -> Table {
    var table = Table([
      Table.Column("REMOTE WORKER", widthMin: 8), Table.Column("STATE"), Table.Column("SEEN", isRightAligned: true),
      Table.Column("ASKS FOR", widthMin: 8), Table.Column("JOBS", widthMin: 4),
    ])
    for worker in reply.remote {
      let style: Style = worker.state == "busy" ? .busy : .plain
      let more = worker.jobCount > worker.jobs.count ? " (\(worker.jobCount))" : ""
      table.add([
        Table.Cell(worker.name.map { "\($0) (\(worker.identity))" } ?? worker.identity, .bold),
        Table.Cell(worker.state, style), Table.Cell(worker.lastSeenAt.map { moment.age(of: $0) } ?? "-"),
        Table.Cell(wish(worker)),
        Table.Cell(worker.jobs.map { "\($0)" }.joined(separator: " ") + more),
      ])
    }
    return table
  }

  /// "thumb, scan of images" or "all of images".
  private static func wish(_ worker: RemoteWorkerView) -> String {
    if worker.handlers.isEmpty && worker.queues.isEmpty { return "-" }
    let handlers = worker.handlers.isEmpty ? "all" : worker.handlers.joined(separator: ", ")
    return worker.queues.isEmpty ? handlers : "\(handlers) of \(worker.queues.joined(separator: ", "))"
  }

  /// "thumb: 2 of 4 processes, 3 starts, 117 jobs done" or "thumb is down, the next start is in 12s".
  static func sentence(_ handler: WorkerHandlerView, _ workers: [WorkerView], at moment: Moment) -> String {
    if handler.down {
      let next = handler.downUntil.map { "the next start is \(moment.distance(to: $0))" } ?? "no worker is started"
      return "\(handler.handler) is down, \(next)" + (handler.lastFailure == nil ? "." : ":")
    }
    let count = workers.filter { $0.handler == handler.handler }.count
    let jobs = handler.jobsDone.map { ", \($0) \($0 == 1 ? "job" : "jobs") done" } ?? ""
    let starts = handler.starts.map { ", \($0) \($0 == 1 ? "start" : "starts")" } ?? ""
    let failed = handler.lastFailure == nil ? "" : "; the last failure:"
    return "\(handler.handler): \(count) of \(handler.processes) processes\(starts)\(jobs)\(failed)"
  }

  /// "12 MiB": whole, from a hundred KiB on.
  static func size(_ bytes: Int64) -> String {
    switch bytes {
    case ..<1_048_576: "\(max(0, bytes) / 1_024) KiB"
    case ..<10_737_418_240: "\(bytes / 1_048_576) MiB"
    default: "\(bytes / 1_073_741_824) GiB"
    }
  }
}
