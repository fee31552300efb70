// `jobctl start`: a daemon of the user's own.

import ArgumentParser
import JobClient
import JobWire

struct StartCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "start",
    abstract: "Start the daemon.",
    discussion: """
      Where systemd knows the unit jobd.service (of the user; for root, of the machine), that is started. Else jobd is \
      started in the background, the one beside jobctl or else the one in PATH: it goes on when you log out, and not \
      after a reboot. It writes to jobd.log in its data directory. jobctl returns when the daemon is ready, or shows why \
      it is not. If one runs already, nothing is done.

        jobctl start
        jobctl start -- --slots 4 --config jobd.yaml     options of jobd; no unit

      With --url or JOBD_URL it listens there. `jobctl stop` ends it.
      """)

  @Argument(
    parsing: .postTerminator, help: ArgumentHelp("Options of jobd (`jobd help serve`).", valueName: "option"))
  var options: [String] = []

  @OptionGroup var global: GlobalOptions

  func run() async throws {
    let url = global.url ?? EnvironmentVariable.value("JOBD_URL").flatMap { $0.isEmpty ? nil : $0 }
    // Where it is to be may follow from the options, and only jobd knows.
    if options.isEmpty || url != nil, let found = try await FoundDaemon.endpoint(url) {
      guard options.isEmpty else {
        throw CommandFailure(
          .wrongState, "A daemon runs already at \(found), and takes no options any more.",
          hint: "End it with `jobctl stop`, then start it with them.")
      }
      return try await say("A daemon runs already at \(found).", at: found)
    }
    if options.isEmpty, url == nil {
      let unit = try SystemdUnit()
      if try await unit.isKnown() {
        try await unit.start()
        return try await say("The daemon is ready (`\(unit.command)`).", at: try Endpoint.discover())
      }
    }
    let start = DaemonStart(options: options + Self.listen(url), isQuiet: global.json)
    let (addresses, log) = try await start.run()
    let endpoint = try addresses.first.map { try Endpoint(parsing: $0) } ?? Endpoint.discover(url: url)
    try await say("The daemon is ready on \(addresses.joined(separator: " ")); its log is \(log).", at: endpoint)
  }

  private static func listen(_ url: String?) -> [String] { url.map { ["--listen", $0] } ?? [] }

  private func say(_ words: String, at endpoint: Endpoint) async throws {
    guard global.json else { return Console.note(words) }
    try await JobClient.withClient(endpoint: endpoint, token: try global.token()) { client in
      try JSONOutput.write(try await client.info())
    }
  }
}
