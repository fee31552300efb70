// `jobctl top`: the daemon on one screen that follows what happens.

import ArgumentParser
import JobClient
import JobWire

struct TopCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "top",
    abstract: "Show on one screen what runs, waits, has failed and comes next, as it changes.",
    discussion: """
        q, Ctrl-C  leave               c  cancel the chosen job (asks first)
        ↑ ↓ j k    choose a row        r  run it again
        l, Enter   its output          p  pause its queue, or let it go on

      It works from 20 columns on. Where the terminal is none, TERM is dumb or ACCESSIBLE is set, it prints how things \
      stand, and then a line for each change.
      """)

  @OptionGroup var global: GlobalOptions

  func validate() throws {
    if global.json { throw ValidationError("`top` is a screen; programs read `jobctl events -f --json`.") }
  }

  func run() async throws {
    try await global.withClient { client in
      let view = TopView()
      guard !Terminal.hasScreen else { return try await LiveScreen(view: view, client: client).run() }
      let overview = try await Overview.read(client)
      for line in StatusText.lines(overview, on: .current, at: .current) { try Console.line(line) }
      try Console.flush()
      try await PlainFollow.run(client, view.events)
    }
  }
}
