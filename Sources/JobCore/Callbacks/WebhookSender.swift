// Calls a URL: one signed POST, bounded in time, without following redirects.

import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import Synchronization

import struct Foundation.URL

/// Sends callbacks to URLs.
final class WebhookSender: Sendable {
  private let secretPath: String
  private let refusesPrivate: Bool
  private let timeoutMicros: Int64
  private let client = Mutex<HTTPClient?>(nil)
  private let signer = Mutex<WebhookSigner?>(nil)

  init(secretPath: String, refusesPrivate: Bool, timeoutMicros: Int64 = Limits.callbackTimeoutMicros) {
    self.secretPath = secretPath
    self.refusesPrivate = refusesPrivate
    self.timeoutMicros = timeoutMicros
  }

  /// - Parameter id: the same at each try, so that a receiver can tell a repetition.
  func send(_ body: [UInt8], to url: String, id: String, now: Timestamp) async -> CallbackPolicy.Answer {
    let signer: WebhookSigner
    switch loadSigner() {
    case .success(let loaded): signer = loaded
    case .failure(let error): return .refused("the secret \(error.path) \(error.reason)")
    }
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    let seconds = now.micros / 1_000_000
    request.headers.add(name: "content-type", value: "application/json")
    request.headers.add(name: "user-agent", value: "jobd")
    request.headers.add(name: "webhook-id", value: id)
    request.headers.add(name: "webhook-timestamp", value: "\(seconds)")
    request.headers.add(
      name: "webhook-signature", value: signer.signature(id: id, timestamp: seconds, body: body))
    request.body = .bytes(body)
    if !refusesPrivate { return await execute(request, sharedClient()) }
    switch await resolve(url) {
    case .failure(let refusal): return .refused(refusal.reason)
    case .success(let (host, address)): return await executePinned(request, host: host, address: address)
    }
  }

  private func execute(_ request: HTTPClientRequest, _ client: HTTPClient) async -> CallbackPolicy.Answer {
    do {
      let response = try await client.execute(request, timeout: .microseconds(timeoutMicros))
      return Self.answer(response)
    } catch {
      return .refused("\(error)")
    }
  }

  /// To the very address that was judged: a name may mean another one a moment later.
  private func executePinned(
    _ request: HTTPClientRequest, host: String, address: String
  ) async -> CallbackPolicy.Answer {
    var configuration = Self.configuration
    configuration.dnsOverride = [host: address]
    let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    let answer = await execute(request, client)
    do { try await client.shutdown() } catch {}
    return answer
  }

  private static func answer(_ response: HTTPClientResponse) -> CallbackPolicy.Answer {
    switch response.status.code {
    case 200..<300: return .accepted
    case 410: return .gone("410 Gone: the receiver wants no more of this")
    default:
      let seconds = response.headers.first(name: "retry-after").flatMap { Int64($0) }
      return .refused(
        "answered \(response.status.code)", retryAfterMicros: seconds.map { min(max(0, $0), 86_400) * 1_000_000 })
    }
  }

  /// The host of `url`, as the client will read it, and an address of it that may be called.
  private func resolve(_ url: String) async -> Result<(String, String), AddressGuard.Refusal> {
    guard let host = URL(string: url)?.host, !host.isEmpty else {
      return .failure(AddressGuard.Refusal(reason: "the URL has no host"))
    }
    let bare = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
    return await HostLookup().address(of: bare, timeoutMicros: timeoutMicros).map { (bare, $0) }
  }

  private static var configuration: HTTPClient.Configuration {
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    return configuration
  }

  private func loadSigner() -> Result<WebhookSigner, WebhookSigner.SecretError> {
    signer.withLock { signer in
      if let signer { return .success(signer) }
      let loaded = WebhookSigner.load(secretPath)
      if case .success(let fresh) = loaded { signer = fresh }
      return loaded
    }
  }

  /// Made when it is first needed: a daemon without callbacks has no client.
  private func sharedClient() -> HTTPClient {
    client.withLock { client in
      if let client { return client }
      let fresh = HTTPClient(eventLoopGroupProvider: .singleton, configuration: Self.configuration)
      client = fresh
      return fresh
    }
  }

  /// Closes the connections; the last verb.
  func shutdown() async {
    let used = client.withLock { client in
      defer { client = nil }
      return client
    }
    do { try await used?.shutdown() } catch {}
  }
}
