// `jobctl scope`: a task group for the shell.

import ArgumentParser
import JobClient
import JobWire

struct ScopeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scope",
    abstract: "Run a command, and see its jobs to their end.",
    discussion: """
      What the command submits with jobctl joins one batch (JOBD_BATCH says which), as the tasks of a TaskGroup do in \
      asyncio. If the command succeeds, the scope ends when all its jobs have ended, as they did; if it fails, or with \
      Ctrl-C, the jobs that have not ended are cancelled, and the scope ends as the command did when they are gone. \
      A second Ctrl-C leaves.

        jobctl scope ./nightly.sh
        jobctl scope --fail-fast sh -c 'for f in *; do jobctl submit enc "$f"; done'
      """)

  @Flag(help: "The first failure of a job cancels the others.")
  var failFast = false

  @Option(
    help: ArgumentHelp("Cancel what has not ended after this time.", valueName: "duration"),
    transform: OptionReading.timeLimit)
  var timeout: WireDuration?

  @Option(help: "A name for the batch.")
  var name: String?

  @Argument(
    parsing: .captureForPassthrough,
    help: ArgumentHelp("The program and its arguments. Options of jobctl stand before it.", valueName: "command"))
  var words: [String] = []

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if try command().argv.isEmpty { throw ValidationError("Say what to run: jobctl scope PROG ARG….") }
    try ScopeBatch.refuse(
      "The jobs of a scope in a scope would", instead: "run it outside, or leave `jobctl scope` out")
  }

  private func command() throws -> CommandWords { try CommandWords(words, of: Self.self) }

  func run() async throws {
    let command = try command()
    command.noteMisplaced(of: Self.self)
    try await global.withClient { client in
      let request = BatchRequest(name: name, failFast: failFast ? true : nil, open: true, jobs: [], timeout: timeout)
      let batch = try await client.createBatch(request, idempotencyKey: "jobctl-\(RandomKey.make())").id
      let bound = client.bound()
      var environment = [ScopeBatch.variable: "\(batch)", "JOBD_URL": bound.endpoint.description]
      environment["JOBD_TOKEN_FILE"] = global.tokenFile
      let child: LocalCommand
      do throws(CommandFailure) {
        child = try LocalCommand(command.argv, environment: environment)
      } catch {
        // Nothing has joined it.
        _ = try? await bound.cancelBatch(batch, reason: "scope")
        throw error
      }
      try CommandFailure.check(try await ScopeRun(child, batch: batch, bound).run())
    }
  }
}
