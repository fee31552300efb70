// The one place where requests meet AsyncHTTPClient: addresses, tokens, deadlines, and turning what goes wrong into
// ClientError.

import AsyncHTTPClient
import JobWire
import NIOCore
import NIOHTTP1
import NIOPosix

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

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

  /// Problem bodies are small; more than this is not from the daemon.
  private static let problemBytesMax = 1 << 20

  let endpoint: Endpoint
  let token: String?
  let http: HTTPClient
  let memory = StoreMemory()
  /// The only database that is talked to, if it is said.
  var store: String?

  init(endpoint: Endpoint, token: String?, store: String? = nil) {
    self.endpoint = endpoint
    self.token = token
    self.store = store
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.timeout = .init(connect: .seconds(10))
    // Who asks for a daemon that is not there wants to know now, not after ten seconds of trying.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.httpVersion = .http1Only
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  /// The answer to a request, once more if the connection was lost and repeating is harmless; errors the daemon
  /// reports are thrown.
  func send(_ request: ClientRequest) async throws(ClientError) -> Answer {
    do {
      return try await sendOnce(request)
    } catch .connectionLost where request.isRepeatable {
      return try await sendOnce(request)
    }
  }

  /// Starts a request whose answer is read piece by piece, for as long as it takes.
  func open(_ request: ClientRequest) async throws(ClientError) -> HTTPClientResponse {
    let response = try await mapped { try await http.execute(build(request), deadline: .distantFuture) }
    if (200..<300).contains(response.status.code) {
      note(response.headers, request)
      return response
    }
    let body = try await collect(response, bytesMax: Self.problemBytesMax)
    throw refusal(status: Int(response.status.code), body: body)
  }

  private func sendOnce(_ request: ClientRequest) async throws(ClientError) -> Answer {
    let deadline = NIODeadline.now() + .seconds(request.seconds)
    let response = try await mapped { try await http.execute(build(request), deadline: deadline) }
    let body = try await collect(response, bytesMax: request.answerBytesMax)
    let status = Int(response.status.code)
    guard (200..<300).contains(status) else { throw refusal(status: status, body: body) }
    note(response.headers, request)
    return Answer(status: status, headers: response.headers, body: body)
  }

  private func note(_ headers: HTTPHeaders, _ request: ClientRequest) {
    memory.note(headers.first(name: WireHeader.store), isForAnyStore: request.isForAnyStore)
  }

  private func build(_ request: ClientRequest) -> HTTPClientRequest {
    var outgoing = HTTPClientRequest(url: endpoint.base + request.path)
    outgoing.method = HTTPMethod(rawValue: request.method.rawValue)
    if case .unix = endpoint { outgoing.headers.add(name: "Host", value: "localhost") }
    outgoing.headers.add(name: "Accept", value: "*/*")
    if let token { outgoing.headers.add(name: "Authorization", value: "Bearer \(token)") }
    if let wanted = store ?? (request.isForAnyStore ? nil : memory.mark) {
      outgoing.headers.add(name: WireHeader.store, value: wanted)
    }
    for header in request.headers { outgoing.headers.add(name: header.name, value: header.value) }
    if !request.body.isEmpty { outgoing.body = .bytes(ByteBuffer(bytes: request.body)) }
    return outgoing
  }

  private func collect(_ response: HTTPClientResponse, bytesMax: Int) async throws(ClientError) -> [UInt8] {
    do {
      let buffer = try await response.body.collect(upTo: bytesMax)
      return Array(buffer.readableBytesView)
    } catch is NIOTooManyBytesError {
      throw .answerTooLarge(bytesMax: bytesMax)
    } catch {
      throw failure(error)
    }
  }

  private func refusal(status: Int, body: [UInt8]) -> ClientError {
    if let problem = try? Problem(jsonBytes: body) { return .refused(problem) }
    return .unexpectedAnswer(endpoint: endpoint, status: status, reason: "the error is not in the form of a problem")
  }

  private func mapped<T>(_ body: () async throws -> T) async throws(ClientError) -> T {
    do { return try await body() } catch { throw failure(error) }
  }

  /// What an error below HTTP means to the caller.
  func failure(_ error: any Error) -> ClientError {
    switch error {
    case is CancellationError: return .cancelled
    case let error as ClientError: return error
    case let error as HTTPClientError:
      switch error {
      case .cancelled: return .cancelled
      case .deadlineExceeded, .readTimeout, .writeTimeout: return .timedOut(endpoint: endpoint)
      case .connectTimeout: return .unreachable(endpoint: endpoint, reason: "connecting took too long")
      case .remoteConnectionClosed:
        return .connectionLost(endpoint: endpoint, reason: "the daemon closed it before it had answered")
      default: return .unexpectedAnswer(endpoint: endpoint, status: 0, reason: error.shortDescription)
      }
    case let error as IOError: return failure(error)
    case let error as NIOConnectionError:
      let causes = error.connectionErrors.compactMap { ($0.error as? IOError)?.reasonText }
      return .unreachable(endpoint: endpoint, reason: causes.first ?? "there is no such host")
    case is ChannelError: return .connectionLost(endpoint: endpoint, reason: "the connection broke")
    default: return .connectionLost(endpoint: endpoint, reason: String(describing: error))
    }
  }

  private func failure(_ error: IOError) -> ClientError {
    switch error.errnoCode {
    case ENOENT: .unreachable(endpoint: endpoint, reason: "there is no such socket")
    case ECONNREFUSED: .unreachable(endpoint: endpoint, reason: "nobody listens there")
    case EACCES, EPERM: .unreachable(endpoint: endpoint, reason: "this user may not open the socket")
    case ECONNRESET, EPIPE: .connectionLost(endpoint: endpoint, reason: error.reasonText)
    default: .unreachable(endpoint: endpoint, reason: error.reasonText)
    }
  }
}
