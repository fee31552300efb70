// One client connection as a channel handler. It tells ConnectionState what happens and carries out what that says;
// it decides nothing about the protocol. Writing is in +Writing, the sending of streamed answers in +Streaming, the last
// look at a stranger that has to go in +Leaving.

import NIOCore
import NIOHTTP1

/// The channel's side of one connection. Lives on its event loop and never leaves it.
final class HTTPConnection: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = ByteBuffer

  /// What has been written and is not flushed yet. Inside a read cycle all answers are flushed together, at its end.
  enum Flushing {
    case atOnce
    case afterReading
    case dueAfterReading
  }

  let service: HTTPService
  private let peer: Peer
  private let registry: ConnectionRegistry
  private let taskExecutor: EventLoopTaskExecutor
  private let turns: TurnQueue

  var state: ConnectionState
  var encoder: ResponseEncoder
  var flushing = Flushing.atOnce
  /// Nothing has been heard yet that only one who may come in can say.
  private(set) var isStranger = true
  /// The registry counts bytes that the peer has not taken.
  private var isOwing = false
  /// What is not parsed yet; set before there is a channel.
  var requestBytes: RequestBytes?
  /// The end of what the peer has not taken is waited for.
  var isWatchingUnsent = false
  /// The writer of a streamed answer, waiting for the peer to take bytes.
  var streamWaiter: CheckedContinuation<Bool, Never>?

  /// The route at work.
  var route: RequestTask?
  private var haste: Haste?
  private var timer: Scheduled<Void>?
  /// Parts that were set aside are being handed in; keeps the answers of a pipeline from nesting.
  private var isTakingSetAside = false

  /// Set while the handler is in a pipeline.
  private(set) var context: ChannelHandlerContext?

  init(
    service: HTTPService, peer: Peer, registry: ConnectionRegistry, taskExecutor: EventLoopTaskExecutor,
    turns: TurnQueue
  ) {
    self.service = service
    self.peer = peer
    self.registry = registry
    self.taskExecutor = taskExecutor
    self.turns = turns
    state = ConnectionState(limits: service.limits, timeouts: service.timeouts)
    encoder = ResponseEncoder(storeMark: service.storeMark)
  }

  /// Tells the state what happened and does what it says.
  func tell(_ event: (inout ConnectionState) -> [ConnectionAction]) {
    perform(event(&state))
  }

  // MARK: What happens

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    tell { $0.opened(now: .now()) }
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    tell { $0.closed() }
    resumeStreamWaiter(isOpen: false)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    if flushing == .atOnce { flushing = .afterReading }
    received(.part(unwrapInboundIn(data)))
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    flushIfDue()
    flushing = .atOnce
    tell { $0.readCycleEnded(now: .now()) }
    context.fireChannelReadComplete()
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable { resumeStreamWaiter(isOpen: true) }
    noteUnsent()
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case ChannelEvent.inputClosed: tell { $0.inputClosed(now: .now()) }
    case ConnectionEvent.quiesce: tell { $0.quiesce(now: .now()) }
    case ConnectionEvent.makeRoom: makeRoom()
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  /// An error ends this connection and no other. The peer is told what it did wrong, after the answers that come before.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    if let fault = ProtocolFault(parserError: error) {
      received(.failure(fault))
    } else {
      tell { $0.broke(now: .now()) }
    }
  }

  private func received(_ part: ReceivedPart) {
    tell { $0.received(part, now: .now(), asking: questions) }
  }

  /// Hands in what arrived meanwhile, until a request has to be waited for or the peer has to take its answers.
  func takeSetAside() {
    if !isTakingSetAside {
      isTakingSetAside = true
      while context != nil, let actions = state.takeSetAside(now: .now(), asking: questions) { perform(actions) }
      isTakingSetAside = false
    }
    tell { $0.setAsideTaken(now: .now()) }
  }

  /// Others first; what they do meanwhile may end this connection.
  private func waitForTurn() {
    guard let context else { return }
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    turns.join(isStranger: !state.turn.isKnown) { connection.value.takeTurn() }
  }

  private func takeTurn() -> Bool {
    guard context?.channel.isActive == true, !state.isEnding else { return false }
    state.turnBegan()
    // Its answers are sent together, as those of a read cycle are.
    flushing = .afterReading
    takeSetAside()
    flushIfDue()
    flushing = .atOnce
    return true
  }

  private var questions: ConnectionState.Questions {
    ConnectionState.Questions(
      admit: { head, fields in self.admit(head, fields) },
      reserve: { [registry, peer] bytes in registry.reserveBody(bytes, peer.family) })
  }

  private func admit(_ head: HTTPRequestHead, _ fields: RequestFields) -> HTTPService.Verdict {
    let verdict = service.admit(head, fields, peer)
    guard isStranger, case .admitted(let request) = verdict, request.isIdentified, let context else { return verdict }
    guard registry.vouch(for: context.channel) else {
      return .refused(RefusedRequest(response: service.answer(.overloaded), leavesHTTP: false))
    }
    isStranger = false
    return verdict
  }

  // MARK: What is done

  func perform(_ actions: [ConnectionAction]) {
    for action in actions { perform(action) }
  }

  private func perform(_ action: ConnectionAction) {
    switch action {
    case .write(let answer): write(answer)
    case .writeContinue: write("HTTP/1.1 100 Continue\r\n\r\n")
    case .writeLastChunk: write("0\r\n\r\n")
    case .stream(let answer, let framing): writeHead(of: answer, framing)
    case .serve(let request, let body, let isHasty): serve(request, body, Haste(isOn: isHasty))
    case .hurryRoute: haste?.begin()
    case .cancelRoute: route?.cancel()
    case .takeSetAside: takeSetAside()
    case .waitForTurn: waitForTurn()
    case .resume: requestBytes?.resume()
    case .wakeAt(let time): setTimer(time)
    case .stopTimer: timer?.cancel()
    case .giveBack(let bytes): registry.giveBackBody(bytes, peer.family)
    case .takeBack(let call): call()
    case .reportWhenSent(let lingering): reportWhenSent(lingering: lingering)
    case .closeOutput: context?.close(mode: .output, promise: nil)
    case .close: context?.close(mode: .all, promise: nil)
    }
  }

  /// Starts the route. Its first steps run inside this call; the answer may be complete when it returns.
  private func serve(_ request: AdmittedRequest, _ body: ByteBuffer, _ haste: Haste) {
    guard let context else { return }
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    self.haste = haste
    route = nil
    let task = RequestTask(on: taskExecutor) {
      let response = await request.respond(body, haste)
      await connection.value.answer(response, through: connection)
    }
    // An answer that was complete at once leaves nothing to cancel, and may have brought the next request with its task.
    if state.isServing && route == nil { route = task }
  }

  private func setTimer(_ time: NIODeadline) {
    timer?.cancel()
    // A write may have found that the peer is gone.
    guard context?.channel.isActive == true else { return }
    timer = context?.eventLoop.assumeIsolated().scheduleTask(deadline: time) {
      self.tell { $0.timerFired(unsent: self.unsent, now: .now()) }
    }
  }

  /// Counts what the peer has not taken with that of all others.
  func countUnsent(_ unsent: Int, hasMoved: Bool) {
    guard unsent > 0 || isOwing, let context else { return }
    isOwing = unsent > 0
    registry.noteUnsent(unsent, of: context.channel, hasMoved: hasMoved)
  }

  private func reportWhenSent(lingering: Bool) {
    guard let context else { return }
    let connection = NIOLoopBound(self, eventLoop: context.eventLoop)
    // An empty write completes after all that were queued before it.
    context.writeAndFlush(wrapOutboundOut(ByteBuffer())).whenComplete { _ in
      connection.value.tell { $0.sent(lingering: lingering, now: .now()) }
    }
  }
}
