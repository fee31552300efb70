// `jobctl info`: the daemon's figures, one a line.

import ArgumentParser
import JobClient
import JobWire

struct InfoCommand: BriefCommand {
  static let configuration = CommandConfiguration(
    commandName: "info",
    abstract: "Show the daemon's version, settings and figures.",
    discussion: "  jobctl info --json | jq .jobs")

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    try await global.withClient { client in
      let info = try await client.info()
      if global.json { return try JSONOutput.write(info) }
      for (label, value) in Self.fields(info, client.endpoint) {
        try Console.line(
          label + String(repeating: " ", count: max(1, 14 - label.count)) + DisplayWidth.printable(value))
      }
    }
  }

  private typealias Field = (label: String, value: String)

  private static func fields(_ info: InfoView, _ endpoint: Endpoint) -> [Field] {
    var fields: [Field] = []
    func add(_ label: String, _ value: String) { fields.append((label, value)) }
    add("version", "\(info.name) \(info.version)")
    add("address", endpoint.description)
    add("pid", String(info.pid))
    add("started", Moment.current.full(info.startedAt))
    add("durability", info.durability)
    add("draining", yesNo(info.draining))
    if let pause = info.paused { add("paused", PauseText.words(pause)) }
    add("debug", yesNo(info.debug))
    // What is not there is not for this reader to see.
    add("slots", info.slots.used.map { "\($0) of \(info.slots.total) in use" } ?? String(info.slots.total))
    add("queues", String(info.queues))
    if let waiters = info.waiters { add("waiters", String(waiters)) }
    if let connections = info.connections { add("connections", String(connections)) }
    if let files = info.descriptors {
      let use = "\(files.own) for itself, \(files.reserve) kept free"
      add("open files", "\(files.limit) at most: \(use), \(files.connectionsMax) connections, \(files.slotsMax) jobs")
    }
    if let directory = info.dataDir { add("data", directory) }
    if let size = info.store.sizeBytes { add("database", "\(size) bytes, log \(info.store.walBytes ?? 0) bytes") }
    add("sqlite", info.store.sqliteVersion)
    add("disk full", yesNo(info.store.storageFull))
    if let fault = info.store.fault { add("cannot write", fault) }
    if let lag = info.loopLag { add("loop lag", lag.description) }
    if let stuck = info.stuck, stuck > 0 { add("stuck", "\(stuck) handlers did not end when told to") }
    if let jobs = info.jobs {
      for state in WireJobState.allCases { add(state.rawValue, String(jobs[state])) }
    }
    return fields
  }

  private static func yesNo(_ flag: Bool) -> String { flag ? "yes" : "no" }
}
