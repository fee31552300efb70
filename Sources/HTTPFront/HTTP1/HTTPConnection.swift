// One client connection as a channel handler: takes decoded request parts, serves one request at a time in the order
// they came, and keeps to the limits. Reading is in +Requests, writing in +Answers and +Streaming, time in +Deadlines.

import Logging
import NIOCore
import NIOHTTP1

/// The protocol side of one connection. Lives on its event loop and never leaves it.
final class HTTPConnection: ChannelDuplexHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundIn = Never
  typealias OutboundOut = ByteBuffer

  /// What the connection is doing. Exactly one request is between `receiving` and the end of its answer.
  enum State {
    /// Between requests; perhaps a few bytes of the next head are there.
    case idle
    /// A request was admitted, its body is arriving.
    case receiving(IncomingRequest)
    /// A request was refused and answered; what is left of its small body is dropped, then the next one may come.
    case discarding
    /// A route is at work.
    case serving(ServedRequest)
    /// The last answer is on its way out; nothing more is read as a request. Ends with the connection.
    case closing
    /// The last answer is out and the output closed; what the peer still sends is dropped, for a while.
    case lingering
  }

  /// Something that arrived while a request was being served.
  enum Pipelined {
    case part(HTTPServerRequestPart)
    case failure(ProtocolFault)
  }

  let service: HTTPService
  let peer: Peer
  let registry: ConnectionRegistry
  let taskExecutor: EventLoopTaskExecutor
  var encoder: ResponseEncoder

  var state = State.idle
  var pipelined = CircularBuffer<Pipelined>()
  /// The channel asked for more bytes while there was no room for them.
  var isReadHeld = false
  /// Parts are being handed out of `pipelined`; keeps the answers of a pipeline from nesting.
  var isReplaying = false
  /// Inside a read cycle: answers are flushed together at its end.
  var isReading = false
  /// This read cycle brought no whole part of a request.
  var isCycleFruitless = true
  var needsFlush = false
  /// The peer will send nothing more.
  var isInputClosed = false
  /// The front is stopping.
  var isQuiescing = false
  /// Body bytes counted in the registry.
  var reservedBodyBytes = 0
  /// The writer of a streamed answer, waiting for the peer to take bytes.
  var streamWaiter: CheckedContinuation<Bool, Never>?

  /// What is to be done if the last answer turns out not to have reached the peer.
  var undelivered: (@Sendable () -> Void)?
  /// The last answer has been written, and counts as read from then on.
  var deliveredAt: NIODeadline?
  /// Counts answers, so that the end of a write is told from that of an earlier one.
  var answers = 0

  // See +Deadlines.
  var deadline: (at: NIODeadline, cause: DeadlineCause)?
  var timer: (at: NIODeadline, scheduled: Scheduled<Void>)?

  /// Set while the handler is in a pipeline.
  private(set) var context: ChannelHandlerContext?

  init(service: HTTPService, peer: Peer, registry: ConnectionRegistry, taskExecutor: EventLoopTaskExecutor) {
    self.service = service
    encoder = ResponseEncoder(storeMark: service.storeMark)
    self.peer = peer
    self.registry = registry
    self.taskExecutor = taskExecutor
  }

  var limits: HTTPLimits { service.limits }

  func handlerAdded(context: ChannelHandlerContext) {
    self.context = context
  }

  func handlerRemoved(context: ChannelHandlerContext) {
    self.context = nil
  }

  func channelActive(context: ChannelHandlerContext) {
    wait(for: .idle)
    context.fireChannelActive()
  }

  func channelInactive(context: ChannelHandlerContext) {
    if case .serving(let request) = state { request.task?.cancel() }
    state = .closing
    pipelined.removeAll()
    stopTimer()
    giveBackBody()
    resumeStreamWaiter(isOpen: false)
    context.fireChannelInactive()
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    isReading = true
    isCycleFruitless = false
    let part = unwrapInboundIn(data)
    if isBusy { pipelined.append(.part(part)) } else { accept(part) }
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    isReading = false
    if needsFlush { flush() }
    noteReadCycle()
    context.fireChannelReadComplete()
  }

  /// Backpressure: reading goes on while a request is served, so that a client that leaves is noticed, but not beyond
  /// a few pipelined requests, and not while the peer does not take its answers.
  func read(context: ChannelHandlerContext) {
    if pipelined.count >= limits.pipelinedPartsMax || (!pipelined.isEmpty && !context.channel.isWritable) {
      isReadHeld = true
    } else {
      context.read()
    }
  }

  func channelWritabilityChanged(context: ChannelHandlerContext) {
    if context.channel.isWritable {
      resumeStreamWaiter(isOpen: true)
      replay()
    }
    noteWriteProgress()
    context.fireChannelWritabilityChanged()
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    switch event {
    case ChannelEvent.inputClosed: inputClosed()
    case ConnectionEvent.quiesce: quiesce()
    default: context.fireUserInboundEventTriggered(event)
    }
  }

  /// An error ends this connection and no other. What the peer did wrong is told to it, in its turn.
  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    guard let fault = ProtocolFault(parserError: error) else {
      // A reset: the peer may have been gone before it read its last answer.
      connectionBroke()
      context.close(mode: .all, promise: nil)
      return
    }
    if isBusy { pipelined.append(.failure(fault)) } else { fail(fault) }
  }

  /// Whether what arrives has to wait for its turn: a request is being served, others came before, or the peer does
  /// not take its answers.
  private var isBusy: Bool {
    switch state {
    case .serving: true
    case .closing, .lingering: false
    case .idle, .receiving, .discarding: !pipelined.isEmpty || context?.channel.isWritable == false
    }
  }

  /// Hands out what arrived meanwhile, until a request has to be waited for or the peer has to take its answers.
  func replay() {
    guard !isReplaying else { return }
    isReplaying = true
    while let context, context.channel.isWritable, !isServing, let next = pipelined.popFirst() {
      switch next {
      case .part(let part): accept(part)
      case .failure(let fault): fail(fault)
      }
    }
    isReplaying = false
    if isReadHeld, pipelined.isEmpty {
      isReadHeld = false
      context?.read()
    }
  }

  private var isServing: Bool {
    if case .serving = state { return true }
    return false
  }

  /// Half a request can never become whole; an answer under way still goes out, but nobody waits for a long poll.
  private func inputClosed() {
    isInputClosed = true
    // Who leaves unread bytes behind resets the connection.
    if deliveredAt != nil { forgetUndelivered() }
    switch state {
    case .serving(let request): if request.isWait { request.task?.cancel() }
    case .idle where !pipelined.isEmpty: break
    case .idle, .receiving, .discarding: closeAfterWrites()
    case .closing: break
    case .lingering: context?.close(mode: .all, promise: nil)
    }
  }

  private func quiesce() {
    isQuiescing = true
    switch state {
    case .idle: if pipelined.isEmpty { closeAfterWrites() }
    case .serving(let request): if request.isWait { request.task?.cancel() }
    case .receiving, .discarding, .closing, .lingering: break
    }
  }
}
