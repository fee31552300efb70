// The one place where requests become HTTP: addresses, tokens, deadlines, what is sent again, and what an answer is
// that is none of the daemon's.

import JobWire
import NIOCore
import NIOHTTP1

/// Sends requests to one daemon and reads answers within bounds.
struct Transport: Sendable {
  /// An answer read to its end.
  struct Answer: Sendable {
    let status: Int
    let headers: HTTPHeaders
    let body: [UInt8]

    /// Which database it comes from.
    var store: String? { headers.first(name: WireHeader.store) }
  }

  let endpoint: Endpoint
  let token: String?
  let memory = StoreMemory()
  /// The only database that is talked to, if it is said.
  var store: String?
  /// For requests that only look; nil if a daemon that is away is not waited for.
  var patience: DaemonPatience?
  private let connections: ConnectionPool

  init(endpoint: Endpoint, token: String?, store: String? = nil, dialer: Dialer? = nil) {
    self.endpoint = endpoint
    self.token = token
    self.store = store
    connections = ConnectionPool(endpoint: endpoint, dialer: dialer ?? Dialer(endpoint: endpoint))
  }

  /// The answer to a request; errors the daemon reports are thrown.
  ///
  /// Not inlined: each of the sixty methods of a client would have it whole.
  @inline(never)
  func send(_ request: ClientRequest) async throws(ClientError) -> Answer {
    // How long an answer may still be held back, only the one knows who waits for it.
    guard let patience, request.isHarmless, !request.mayLast else { return try await sendOnce(request) }
    return try await patience.over { () async throws(ClientError) in try await sendOnce(request) }
  }

  private func sendOnce(_ request: ClientRequest) async throws(ClientError) -> Answer {
    let message = try message(request, deadline: .now() + .seconds(request.seconds))
    return try await repeating(request, message) { head, exchange, isAgain throws(ClientError) in
      // The answer to HEAD has the length of what GET would bring.
      let expected = request.method == .head ? nil : head.contentLength
      let body = try await exchange.collect(bytesMax: request.answerBytesMax, expected: expected)
      guard head.isSuccess else {
        let refusal = refusal(head, body: body)
        if isAgain, request.isDoneWhenGone, refusal.problem?.wireCode == .notFound {
          return Answer(status: Int(head.status.code), headers: head.headers, body: [])
        }
        throw refusal
      }
      note(head.headers, request)
      return Answer(status: Int(head.status.code), headers: head.headers, body: body)
    }
  }

  /// Starts a request whose answer is read piece by piece, for as long as it takes.
  ///
  /// - Parameter time: until it begins.
  @inline(never)
  func open(
    _ request: ClientRequest, headWithin time: TimeAmount = TransportLimits.headTime
  ) async throws(ClientError) -> AnswerStream {
    var message = try message(request, deadline: .distantFuture)
    message.mayLast = true
    return try await repeating(request, message, headWithin: time) { head, exchange, _ throws(ClientError) in
      guard head.isSuccess else {
        exchange.expire(after: TransportLimits.refusalTime, .timedOut(endpoint: endpoint))
        let bytesMax = TransportLimits.problemBytesMax
        throw refusal(head, body: try await exchange.collect(bytesMax: bytesMax, expected: head.contentLength))
      }
      note(head.headers, request)
      return AnswerStream(exchange)
    }
  }

  func shutdown() async { await connections.shutdown() }

  /// What `read` makes of the answer. A request is sent once more, over a new connection, if the first one broke and
  /// that can do no harm: it was closed before anything had gone out, as a kept one may be, or the request does no more
  /// when it is made twice. `read` is told whether the first one may have arrived.
  private func repeating<T>(
    _ request: ClientRequest, _ message: RequestMessage, headWithin time: TimeAmount? = nil,
    _ read: (HTTPResponseHead, Exchange, _ isAgain: Bool) async throws(ClientError) -> T
  ) async throws(ClientError) -> T {
    let first = try await connections.begin(message, isFresh: false)
    do throws(ClientError) {
      return try await answer(first, headWithin: time) { head, exchange throws(ClientError) in
        try await read(head, exchange, false)
      }
    } catch .connectionLost where request.isRepeatable || !first.isBegun {
      let second = try await connections.begin(message, isFresh: true)
      return try await answer(second, headWithin: time) { head, exchange throws(ClientError) in
        try await read(head, exchange, first.isSent)
      }
    }
  }

  private func answer<T>(
    _ exchange: Exchange, headWithin time: TimeAmount?,
    _ read: (HTTPResponseHead, Exchange) async throws(ClientError) -> T
  ) async throws(ClientError) -> T {
    do throws(ClientError) {
      let timer = time.map { exchange.expire(after: $0, .timedOut(endpoint: endpoint)) }
      defer { timer?.cancel() }
      guard case .head(let head)? = try await exchange.next() else {
        throw .unexpectedAnswer(endpoint: endpoint, status: 0, reason: "it has no head")
      }
      timer?.cancel()
      return try await read(head, exchange)
    } catch {
      exchange.leave()
      throw error
    }
  }

  private func note(_ headers: HTTPHeaders, _ request: ClientRequest) {
    memory.note(headers.first(name: WireHeader.store), isForAnyStore: request.isForAnyStore)
  }

  private func message(_ request: ClientRequest, deadline: NIODeadline) throws(ClientError) -> RequestMessage {
    let method = HTTPMethod(rawValue: request.method.rawValue)
    var message = RequestMessage(
      method, request.path, body: request.body, deadline: deadline, mayLast: request.mayLast)
    message.endsAnywhere = request.endsAnywhere
    message.head.headers.add(name: "Host", value: endpoint.hostField)
    message.head.headers.add(name: "Accept", value: "*/*")
    if let token { message.head.headers.add(name: "Authorization", value: "Bearer \(token)") }
    if let wanted = store ?? (request.isForAnyStore ? nil : memory.mark) {
      message.head.headers.add(name: WireHeader.store, value: wanted)
    }
    for header in request.headers { message.head.headers.replaceOrAdd(name: header.name, value: header.value) }
    if let name = message.badHeader {
      throw .refused(
        Problem(
          .badRequest, detail: "The value of \(name) has a character that no header may have.",
          hint: "Leave out line breaks and other control characters."))
    }
    return message
  }

  private func refusal(_ head: HTTPResponseHead, body: [UInt8]) -> ClientError {
    if let problem = try? Problem(jsonBytes: body) { return .refused(problem) }
    return .unexpectedAnswer(
      endpoint: endpoint, status: Int(head.status.code), reason: "the error is not in the form of a problem")
  }
}

extension HTTPResponseHead {
  fileprivate var isSuccess: Bool { (200..<300).contains(status.code) }

  fileprivate var contentLength: Int? { headers.first(name: "Content-Length").flatMap { Int($0) } }
}
