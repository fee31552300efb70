// One screen that follows what happens: read when an event says that something has changed, drawn when it looks different.

import JobClient
import JobWire

/// Shows a view until somebody leaves it.
struct LiveScreen<View: LiveView>: Sendable {
  /// What reaches the loop.
  private enum Signal: Sendable {
    case terminal(ScreenTerminal.News)
    /// Time passes: ages grow.
    case tick
    /// Something has happened.
    case look
    case content(View.Content)
    /// It could not be read.
    case trouble(String)
    case log(Int64, [String])
    case said(String?)
  }

  /// What the loop knows.
  private struct State {
    var content: View.Content
    var place = ScreenPlace()
    var page = ScreenPage()
    var isReading = false
    /// More has happened since the reading began.
    var isStale = false
    var question: ScreenAction?
    /// What became of the last key.
    var note: String?
    /// Why this is not how things are now.
    var trouble: String?
    var log: ScreenLog?
  }

  /// Between two readings, however much happens.
  private static var readingPause: Duration { .seconds(1) }
  /// Seconds after the start.
  private static var looksAt: Set<Int> { [1, 5] }
  private static var keys: String { "q quit  ↑↓ choose  c cancel  r retry  p pause queue  l log" }

  let view: View
  let client: JobClient

  func run() async throws {
    // As long as there is no screen, what is wrong is told as any other command tells it.
    var state = State(content: try await view.read(client))
    let (signals, feed) = AsyncStream.makeStream(of: Signal.self, bufferingPolicy: .bufferingNewest(1_000))
    let terminal = try ScreenTerminal { feed.yield(.terminal($0)) }
    defer { terminal.close() }
    await withDiscardingTaskGroup { group in
      group.addTask { await follow { feed.yield($0) } }
      group.addTask { await tick { feed.yield($0) } }
      draw(&state, on: terminal)
      for await signal in signals {
        guard take(signal, &state, &group, terminal, feed) else { break }
        draw(&state, on: terminal)
      }
      group.cancelAll()
    }
  }

  /// False at the end.
  private func take(
    _ signal: Signal, _ state: inout State, _ group: inout DiscardingTaskGroup, _ terminal: ScreenTerminal,
    _ feed: AsyncStream<Signal>.Continuation
  ) -> Bool {
    switch signal {
    case .terminal(.gone): return false
    case .terminal(.changed): break
    case .terminal(.keys(let bytes)):
      for key in ScreenKey.parse(bytes) {
        guard let action = press(key, &state, terminal.size.rows) else { continue }
        if action == .quit { return false }
        group.addTask { await perform(action) { feed.yield($0) } }
      }
    case .tick:
      if let log = state.log, !log.isReading {
        state.log?.isReading = true
        group.addTask { await perform(.log(log.id)) { feed.yield($0) } }
      }
    case .look:
      state.isStale = state.isReading
      if !state.isReading { group.addTask { await read { feed.yield($0) } } }
      state.isReading = true
    case .content(let content):
      (state.content, state.trouble, state.isReading) = (content, nil, false)
      if state.isStale { feed.yield(.look) }
    case .trouble(let words): (state.trouble, state.isReading) = (words, false)
    case .log(let id, let lines):
      if state.log?.id == id { state.log = ScreenLog(id: id, lines: lines) }
    case .said(let note): state.note = note
    }
    return true
  }

  // MARK: What happens

  /// Tells that something has happened, not more often than it may be read again; meanwhile the daemon keeps what comes.
  private func follow(_ yield: @Sendable (Signal) -> Void) async {
    let name = client.endpoint.description
    let events = client.events(view.events, patience: nil) { _ in }
    var iterator = events.makeAsyncIterator()
    do {
      while true {
        _ = try await iterator.nextFew()
        yield(.look)
        try await ContinuousClock().sleep(for: Self.readingPause)
      }
    } catch let error as ClientError where error.isOfAnOlderDaemon {
      while (try? await ContinuousClock().sleep(for: Self.readingPause)) != nil { yield(.look) }
    } catch let error as ClientError {
      yield(.trouble("No more is heard of \(name): \(error.description)"))
    } catch {}
  }

  private func tick(_ yield: @Sendable (Signal) -> Void) async {
    var seconds = 0
    while (try? await ContinuousClock().sleep(for: .seconds(1))) != nil {
      seconds += 1
      yield(.tick)
      // What happened between the first reading and the first event, nobody has told.
      if Self.looksAt.contains(seconds) { yield(.look) }
    }
  }

  private func read(_ yield: @Sendable (Signal) -> Void) async {
    do {
      yield(.content(try await view.read(client)))
    } catch {
      yield(.trouble(ScreenAction.words(error)))
    }
  }

  private func perform(_ action: ScreenAction, _ yield: @Sendable (Signal) -> Void) async {
    if case .log(let id) = action { return yield(.log(id, await ScreenLog.read(id, client))) }
    yield(.said(await action.perform(client)))
    yield(.look)
  }

  // MARK: What is seen

  private func draw(_ state: inout State, on terminal: ScreenTerminal) {
    let size = terminal.size
    let look = Terminal(width: max(1, size.columns - 2), hasColor: Terminal.wantsColor, firstColumn: 3)
    let page = state.log?.page ?? view.page(state.content, size, on: look, at: .current)
    state.page = page
    let said = state.question?.question ?? state.note ?? state.trouble
    let words = said ?? (state.log == nil ? Self.keys : "esc goes back  q quit")
    let style: Style = said == nil ? .dim : .warning
    let foot = style.applied(to: DisplayWidth.truncated(DisplayWidth.printable(words), to: size.columns), on: look)
    var place = state.place
    let lines = place.lines(page, foot: foot, rows: size.rows)
    if state.log == nil { state.place = place }
    terminal.show(lines.map { fitted($0, size.columns, look) }, size)
  }

  /// A line without colours that is too long; others are made as wide as there is room.
  private func fitted(_ line: String, _ columns: Int, _ look: Terminal) -> String {
    line.contains("\u{1B}") ? line : DisplayWidth.truncated(line, to: columns)
  }

  // MARK: What is pressed

  /// What it leads to. It is about what was drawn last, which is what the person has seen.
  private func press(_ key: ScreenKey, _ state: inout State, _ rows: Int) -> ScreenAction? {
    if let asked = state.question {
      state.question = nil
      return key == .letter("y") || key == .letter("Y") ? asked : nil
    }
    state.note = nil
    if key == .letter("q") { return .quit }
    if state.log != nil {
      if key == .escape { state.log = nil }
      return nil
    }
    switch key {
    case .up, .letter("k"): state.place.move(by: -1, in: state.page)
    case .down, .letter("j"): state.place.move(by: 1, in: state.page)
    case .pageUp: state.place.move(by: -max(1, rows / 2), in: state.page)
    case .pageDown: state.place.move(by: max(1, rows / 2), in: state.page)
    case .first: state.place.move(toEnd: false, in: state.page)
    case .last: state.place.move(toEnd: true, in: state.page)
    case .letter("c"), .letter("r"), .letter("p"), .letter("l"), .enter:
      switch ScreenAction(key, on: state.place.chosen) {
      case nil: state.note = "Choose a job with the arrows first."
      case .cancel(let id)?: state.question = .cancel(id)
      case .log(let id)?:
        state.log = ScreenLog(id: id)
        return .log(id)
      case let action?: return action
      }
    case .escape, .letter: break
    }
    return nil
  }
}
