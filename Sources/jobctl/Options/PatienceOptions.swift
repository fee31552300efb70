// How long a command that waits goes on without its daemon.

import ArgumentParser
import JobClient
import JobWire

/// The patience of a wait.
struct PatienceOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Wait this long for the daemon to come back when it goes away meanwhile. Default: 1m.", valueName: "duration"),
    transform: OptionReading.duration)
  var patience: WireDuration?

  private static let usual = WireDuration(micros: 60_000_000)

  /// The client, which goes on when the daemon is started anew and says so.
  func patient(_ client: JobClient) -> JobClient {
    let time = patience ?? Self.usual
    return client.patient(for: time) { error in
      Console.note("jobctl: \(error.description)\n  → waiting up to \(time) for the daemon to come back")
    }
  }
}
