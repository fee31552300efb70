// A connection without a channel: the state of its protocol, a clock that the test moves, and what it wanted done.

import NIOCore
import NIOHTTP1

@testable import HTTPFront

/// Drives a `ConnectionState` by hand.
struct TestLine {
  private(set) var state: ConnectionState
  private(set) var now = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
  private(set) var alarm: NIODeadline?
  /// What was wanted since the last `take`, alarms aside.
  private var wanted: [String] = []
  private(set) var alarmsSet = 0
  private(set) var takenBack = 0

  /// What the peer has not taken.
  private var unsent = 0
  /// Whether the registry has room for bodies.
  var hasRoom = true

  init(limits: HTTPLimits = HTTPLimits(), timeouts: HTTPTimeouts = HTTPTimeouts()) {
    state = ConnectionState(limits: limits, timeouts: timeouts)
    tell { $0.opened(now: $1) }
  }

  mutating func tell(_ event: (inout ConnectionState, NIODeadline) -> [ConnectionAction]) {
    for action in event(&state, now) { note(action) }
  }

  /// Lets time pass, up to the alarm and on, as a timer would.
  mutating func pass(_ time: TimeAmount) {
    let end = now + time
    while let alarm, alarm <= end {
      now = alarm
      self.alarm = nil
      let unsent = unsent
      tell { $0.timerFired(unsent: unsent, now: $1) }
    }
    now = end
  }

  // MARK: What arrives

  mutating func receive(_ part: HTTPServerRequestPart) { receive(.part(part)) }

  mutating func receive(_ part: ReceivedPart) {
    let questions = questions
    tell { $0.received(part, now: $1, asking: questions) }
  }

  /// A whole request without a body, in a read cycle of its own.
  mutating func request(_ path: String = "/hello", _ fields: HTTPHeaders = [:], version: HTTPVersion = .http1_1) {
    head(path, fields, version: version)
    receive(.end(nil))
    endReadCycle()
  }

  mutating func head(_ path: String = "/hello", _ fields: HTTPHeaders = [:], version: HTTPVersion = .http1_1) {
    var fields = fields
    fields.add(name: "Host", value: "jobd")
    receive(.head(HTTPRequestHead(version: version, method: .GET, uri: path, headers: fields)))
  }

  mutating func body(_ count: Int) { receive(.body(ByteBuffer(repeating: 0x78, count: count))) }

  mutating func endReadCycle() { tell { $0.readCycleEnded(now: $1) } }

  /// The parser has had the beginning of a head.
  mutating func beginHead() {
    state.input.willParse()
    state.input.didParse(ByteBuffer(string: "GET /hel"))
  }

  /// Bytes are there that are not parsed yet.
  mutating func holdBytes() { state.input.hasWaiting = true }

  mutating func takeSetAside() {
    let questions = questions
    while let actions = state.takeSetAside(now: now, asking: questions) {
      for action in actions { note(action) }
    }
    tell { $0.setAsideTaken(now: $1) }
  }

  /// Others have had their turn.
  mutating func takeTurn() {
    state.turnBegan()
    takeSetAside()
  }

  // MARK: What is answered

  mutating func answer(_ response: HTTPResponse = HTTPResponse(json: [0x7B, 0x7D])) {
    tell { $0.answered(response, now: $1) }
    if let answer = state.watchedAnswer, state.pieceFraming == nil { tell { $0.noteWritten(answer, $1) } }
  }

  /// Answers have been sent, and this much of them is left.
  mutating func flush(unsent: Int) {
    self.unsent = unsent
    tell { $0.flushed(unsent: unsent, now: $1) }
  }

  // MARK: What is wanted

  /// What was wanted since this was asked last, in words.
  mutating func take() -> [String] {
    defer { wanted = [] }
    return wanted
  }

  /// `/wait…` is a long poll, `/long…` a long look, `/no…` is refused, `/open…` needs no token.
  private var questions: ConnectionState.Questions {
    let hasRoom = hasRoom
    return ConnectionState.Questions(
      admit: { head, _ in
        if head.uri.hasPrefix("/no") {
          return .refused(
            RefusedRequest(response: HTTPResponse(.notFound, contentType: .none, body: .none), leavesHTTP: true))
        }
        return .admitted(
          AdmittedRequest(
            length: head.uri.hasPrefix("/wait") ? .wait : head.uri.hasPrefix("/long") ? .long : .short,
            isIdentified: !head.uri.hasPrefix("/open")
          ) { _, _ in .noContent })
      },
      reserve: { _ in hasRoom })
  }

  private mutating func note(_ action: ConnectionAction) {
    switch action {
    case .write(let answer): wanted.append("write \(Self.text(answer)) \(answer.connection)")
    case .writeContinue: wanted.append("continue")
    case .stream(let answer, let framing): wanted.append("stream \(framing) \(answer.connection)")
    case .writeLastChunk: wanted.append("last chunk")
    case .serve(_, let body, let isHasty):
      wanted.append("serve \(body.readableBytes)\(isHasty ? " in haste" : "")")
    case .hurryRoute: wanted.append("hurry")
    case .cancelRoute: wanted.append("cancel")
    case .takeSetAside: takeSetAside()
    case .waitForTurn: wanted.append("wait for turn")
    case .resume: wanted.append("resume")
    case .wakeAt(let time):
      alarm = time
      alarmsSet += 1
    case .stopTimer: alarm = nil
    case .giveBack(let bytes): wanted.append("give back \(bytes)")
    case .takeBack: takenBack += 1
    case .reportWhenSent(let lingering): wanted.append(lingering ? "close softly" : "close when sent")
    case .closeOutput: wanted.append("close output")
    case .close: wanted.append("close")
    }
  }

  private static func text(_ answer: ConnectionAnswer) -> String {
    switch answer.content {
    case .response(let response): "\(response.status.rawValue)"
    case .fault(let fault): "\(fault)"
    }
  }
}

extension ConnectionState {
  fileprivate mutating func noteWritten(_ answer: Int, _ now: NIODeadline) -> [ConnectionAction] {
    written(answer, now: now)
    return []
  }
}
