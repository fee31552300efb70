// `jobctl top` and `list --watch` at a terminal: what is seen, what keys do, and that the terminal gets its old state back.

import Foundation
import JobWire
import Testing

@Suite(.serialized, .timeLimit(.minutes(3))) struct ScreenTests {
  /// A program at a terminal.
  private struct Screen {
    let terminal: PseudoTerminal
    let program: Program
    var columns = 80
    var rows = 24

    var picture: TerminalPicture { TerminalPicture(program.output, columns: columns, rows: rows) }

    func shows(_ words: String) async throws {
      do {
        try await eventually("the screen shows \(words)") { picture.text.contains(words) }
      } catch {
        throw Unexpected("no \(words) on the screen:\n\(picture.text)\n\(program.errors)")
      }
    }
  }

  private func screen(
    _ daemon: Daemon, _ arguments: String..., columns: Int = 80, rows: Int = 24
  ) async throws -> Screen {
    let terminal = try PseudoTerminal()
    terminal.resize(columns: UInt16(columns), rows: UInt16(rows))
    let program = try daemon.startJobctl(arguments, environment: ["TERM": "xterm"], terminal: terminal)
    let screen = Screen(terminal: terminal, program: program, columns: columns, rows: rows)
    try await eventually("the screen is drawn") { screen.picture.isAlternate && screen.picture.text.contains("q quit") }
    return screen
  }

  private func sleeper(_ daemon: Daemon) async throws -> Int {
    let id = try await daemon.submit(#"{"argv":["sleep","60"]}"#)
    try await daemon.reach(id, "running")
    return id
  }

  /// After this nobody would know that there was a screen.
  private func expectRestored(_ screen: Screen, _ what: String) {
    let picture = screen.picture
    #expect(!picture.isAlternate && picture.hasCursor && screen.terminal.isAsShellsWant, "\(what)")
    #expect(screen.program.output.hasSuffix("\u{1B}[?1049l"), "\(what)")
  }

  @Test(arguments: [(40, 20), (80, 24), (120, 40)])
  func topShowsHowThingsStandAndFollows(_ columns: Int, _ rows: Int) async throws {
    let daemon = try await Daemon()
    let id = try await sleeper(daemon)
    let screen = try await screen(daemon, "top", columns: columns, rows: rows)
    try await screen.shows("Running  1")
    let row = screen.picture.lines.first { $0.contains("sleep 60") } ?? ""
    #expect(row.hasPrefix("  \(id)  "), "\(screen.picture.text)")
    let failed = try await daemon.shell("exit 7")
    _ = try await daemon.finished(failed)
    // While it runs it is seen elsewhere.
    try await screen.shows("Failed lately  1")
    #expect(screen.picture.lines.contains { $0.contains("exit 7") }, "\(screen.picture.text)")
    try screen.terminal.type("q")
    #expect(try await screen.program.exit() == 0)
    expectRestored(screen, "after q")
  }

  @Test func keysActOnTheChosenRow() async throws {
    let daemon = try await Daemon()
    let id = try await sleeper(daemon)
    let screen = try await screen(daemon, "top")
    try await screen.shows("sleep 60")
    try screen.terminal.type("c")
    try await screen.shows("Choose a job")
    // The queue stands above.
    try screen.terminal.type("\u{1B}[B")
    try await screen.shows("> default")
    try screen.terminal.type("p")
    try await screen.shows("Queue default is paused.")
    #expect(try await daemon.get("/v1/queues/default").bool("paused") == true)
    try screen.terminal.type("j")
    try await screen.shows("> \(id)")
    try screen.terminal.type("c")
    try await screen.shows("Cancel job \(id)? y/N")
    try screen.terminal.type("n")
    try await eventually("the question is gone") { !screen.picture.text.contains("y/N") }
    #expect(try await daemon.job(id).string("state") == "running")
    try screen.terminal.type("c")
    try await screen.shows("Cancel job \(id)? y/N")
    try screen.terminal.type("y")
    #expect(try await daemon.finished(id).string("state") == "cancelled")
    try screen.terminal.type("q")
    #expect(try await screen.program.exit() == 0)
  }

  @Test func outputOfAJobIsShown() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sh","-c","echo hello; sleep 60"]}"#)
    try await daemon.reach(id, "running")
    let screen = try await screen(daemon, "list", "--watch")
    try screen.terminal.type("j")
    // The column is as wide as its heading.
    try await screen.shows(">  \(id)")
    try screen.terminal.type("l")
    try await screen.shows("Output of job \(id)")
    try await screen.shows("  hello")
    try screen.terminal.type("\u{1B}")
    try await screen.shows("COMMAND")
    try screen.terminal.type("q")
    #expect(try await screen.program.exit() == 0)
  }

  @Test(arguments: [SIGINT, SIGTERM, SIGHUP, SIGSEGV, SIGILL, SIGABRT])
  func terminalIsAsBeforeWhateverEndsIt(_ signal: Int32) async throws {
    let daemon = try await Daemon()
    let screen = try await screen(daemon, "top")
    #expect(!screen.terminal.isAsShellsWant)
    screen.program.send(signal)
    #expect(try await screen.program.exit() == 128 + signal)
    expectRestored(screen, "after signal \(signal)")
  }

  @Test func stoppedProgramGivesTheTerminalBackForAWhile() async throws {
    let daemon = try await Daemon()
    let id = try await sleeper(daemon)
    let screen = try await screen(daemon, "top")
    try await screen.shows("sleep 60")
    screen.program.send(SIGTSTP)
    try await eventually("it has left") { !screen.picture.isAlternate && screen.terminal.isAsShellsWant }
    // What was on the terminal before the screen is there, and nothing of the screen.
    #expect(screen.picture.isAlternate == false && screen.program.output.hasSuffix("\u{1B}[?1049l"))
    let before = screen.program.output.utf8.count
    screen.program.send(SIGCONT)
    try await eventually("it is back") { screen.picture.isAlternate && !screen.terminal.isAsShellsWant }
    let again = String(decoding: Array(screen.program.output.utf8.dropFirst(before)), as: UTF8.self)
    #expect(again.hasPrefix("\u{1B}[?1049h"), "nothing is drawn before the screen is there")
    try await eventually("all is drawn anew") {
      let new = String(decoding: Array(screen.program.output.utf8.dropFirst(before)), as: UTF8.self)
      let picture = TerminalPicture(new, columns: 80, rows: 24)
      return picture.text.contains("sleep 60") && picture.text.contains("q quit")
    }
    try screen.terminal.type("q")
    #expect(try await screen.program.exit() == 0)
    #expect(try await daemon.job(id).string("state") == "running")
  }

  @Test func anotherSizeIsDrawnAnew() async throws {
    let daemon = try await Daemon()
    _ = try await sleeper(daemon)
    var screen = try await screen(daemon, "list", "--watch", columns: 120, rows: 40)
    try await screen.shows("sleep 60")
    let before = screen.program.output.utf8.count
    (screen.columns, screen.rows) = (20, 5)
    screen.terminal.resize(columns: 20, rows: 5)
    try await eventually("it is drawn for five rows") { [screen] in
      let new = String(decoding: Array(screen.program.output.utf8.dropFirst(before)), as: UTF8.self)
      return new.contains("\u{1B}[2J") && new.contains("\u{1B}[5;1H") && !new.contains("\u{1B}[6;1H")
    }
    try screen.terminal.type("q")
    #expect(try await screen.program.exit() == 0)
  }

  @Test func progressIsNotWrittenOverWhereThatIsNotWanted() async throws {
    let daemon = try await Daemon()
    let id = try await daemon.submit(#"{"argv":["sleep","0.2"]}"#)
    for (environment, isLine) in [(["ACCESSIBLE": "1", "TERM": "xterm"], false), (["TERM": "xterm"], true)] {
      let wait = try daemon.startJobctl(
        ["wait", "--progress", "\(id)"], environment: environment, terminal: PseudoTerminal())
      #expect(try await wait.exit() == 0)
      #expect(wait.output.contains("ok=1") && wait.output.contains("\r\u{1B}[K") == isLine, "\(wait.output)")
    }
  }

  @Test(arguments: [["ACCESSIBLE": "1", "TERM": "xterm"], ["TERM": "dumb"]])
  func whereNothingMayBeDrawnAnewAChangeIsALine(_ environment: [String: String]) async throws {
    let daemon = try await Daemon()
    let program = try daemon.startJobctl(["top"], environment: environment, terminal: PseudoTerminal())
    try await eventually("it says how things stand") { program.output.contains("slots in use") }
    // What happens before it listens is not told.
    try await eventually("a change is a line") {
      _ = try await daemon.submit(#"{"handler":"noop"}"#)
      return program.output.contains("succeeded")
    }
    #expect(!program.output.contains("\u{1B}[?") && !program.output.contains("\u{1B}[2J"), "\(program.output)")
    program.send(SIGTERM)
    _ = try await program.exit()
  }
}
