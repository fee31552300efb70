// The options every command takes, and the client they lead to.

import ArgumentParser
import JobClient

/// Where the daemon is, who asks, and in which form answers are wanted.
struct GlobalOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The daemon's address.",
      discussion: """
        unix:///path/jobd.sock or http://127.0.0.1:7878. Default: $JOBD_URL, else the socket of the user's daemon, \
        else that of the system's.
        """))
  var url: String?

  @Option(
    help: ArgumentHelp(
      "The token for a daemon on TCP, in a file that nobody else can read. Default: $JOBD_TOKEN_FILE.",
      valueName: "file"),
    completion: .file())
  var tokenFile: String?

  @Flag(help: "Print JSON, as the daemon answers it.")
  var json = false

  /// Runs `body` with a client of the daemon these options name.
  func withClient(_ body: (JobClient) async throws -> Void) async throws {
    try await JobClient.withClient(endpoint: try Endpoint.discover(url: url), token: try token(), body)
  }

  /// The token to show, if there is one.
  func token() throws(ClientError) -> String? {
    if let tokenFile { return try TokenFile.read(tokenFile) }
    // On a Unix socket the daemon knows the user without a token, but a job's own token still says which job asks.
    guard let path = EnvironmentVariable.value("JOBD_TOKEN_FILE"), !path.isEmpty else { return nil }
    return try TokenFile.read(path)
  }
}
