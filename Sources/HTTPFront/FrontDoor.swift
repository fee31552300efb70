// Where the floors meet: who is asking, which route it is, whether they may, and what a failure is called.

import Logging
import NIOCore
import NIOHTTP1

/// Lets requests in, and runs them.
struct FrontDoor: Sendable {
  let router: Router
  let originGuard: OriginGuard
  let authenticator: Authenticator
  let storeMark: String?
  private let faults: FaultLog
  private let largeBodies = LargeBodies()

  init(
    router: Router, originGuard: OriginGuard, authenticator: Authenticator, storeMark: String?, logger: Logger
  ) {
    self.router = router
    self.originGuard = originGuard
    self.authenticator = authenticator
    self.storeMark = storeMark
    faults = FaultLog(logger)
  }

  /// The door as the connections see it.
  func service(limits: HTTPLimits, timeouts: HTTPTimeouts) -> HTTPService {
    HTTPService(limits: limits, timeouts: timeouts, storeMark: storeMark) { head, fields, peer in
      do throws(HTTPFault) {
        let routed = try admit(head, fields: fields, peer: peer)
        return .admitted(
          AdmittedRequest(length: routed.route.length, isIdentified: routed.identity != .anonymous) { body, haste in
            await respond(to: HTTPRequest(routed: routed, body: body, haste: haste), limits)
          })
      } catch {
        if case .tokensUnknown = error, authenticator.hasKnown(fields.authorization) {
          return .admitted(admitLater(head, fields: fields, peer: peer, limits))
        }
        return .refused(RefusedRequest(error))
      }
    } answer: { fault in
      HTTPResponse(.http(fault))
    }
  }

  /// Of a token that was good until a quiet time, which a disk takes longer to say than an event loop may wait.
  private func admitLater(
    _ head: HTTPRequestHead, fields: RequestFields, peer: Peer, _ limits: HTTPLimits
  ) -> AdmittedRequest {
    AdmittedRequest(length: length(of: head), isIdentified: true) { body, haste in
      guard await authenticator.tokens?.catchUp() == true else { return HTTPResponse(.tokensUnknown) }
      do throws(HTTPFault) {
        let routed = try admit(head, fields: fields, peer: peer)
        return await respond(to: HTTPRequest(routed: routed, body: body, haste: haste), limits)
      } catch {
        return HTTPResponse(error)
      }
    }
  }

  private func length(of head: HTTPRequestHead) -> RequestLength {
    guard let target = try? RequestTarget(head.uri),
      case .found(let found) = router.match(head.method, path: target.path)
    else { return .short }
    return found.route.length
  }

  private func respond(to request: HTTPRequest, _ limits: HTTPLimits) async -> HTTPResponse {
    if request.body.readableBytes <= limits.bodyBytesOnLoopMax { return await respond(to: request) }
    return await largeBodies.run {
      // The client may have left while its body waited to be read: nobody wants to know any more.
      Task.isCancelled ? HTTPResponse(.interrupted) : await respond(to: request)
    }
  }

  private func admit(_ head: HTTPRequestHead, fields: RequestFields, peer: Peer) throws(HTTPFault) -> RoutedRequest {
    let target = try RequestTarget(head.uri)
    let host = target.authority ?? fields.host
    try originGuard.check(host: host, origin: fields.origin, peer: peer)
    let match = router.match(head.method, path: target.path)
    if case .found(let found) = match, found.route.verb.scope == nil {
      return try RoutedRequest(found, target: target, fields: fields, identity: .anonymous)
    }
    // Before anything is looked up: an id means something else in another store.
    if let asked = fields.store, let here = storeMark, asked != here {
      throw .otherStore(asked: asked, here: here)
    }
    // Who is asking comes first: strangers are not told which paths there are.
    let identity = try authenticator.identify(
      peer, authorization: fields.authorization, isPassedOn: fields.isPassedOn || OriginGuard.isPassedOn(host: host))
    switch match {
    case .found(let found):
      try Authority.check(identity, found.route.verb, .any)
      return try RoutedRequest(found, target: target, fields: fields, identity: identity)
    case .wrongMethod(let allowed): throw .methodNotAllowed(method: head.method.rawValue, allowed: allowed)
    case .notFound: throw .noSuchPath(target.path)
    }
  }

  /// Runs the route. What waits or streams on the strength of a token ends with it.
  private func respond(to request: HTTPRequest) async -> HTTPResponse {
    guard let grant = request.identity.grant else { return await answer(to: request) }
    // A body may take its time: what its head was let in by may be gone.
    if request.body.readableBytes > 0 {
      guard await authenticator.tokens?.catchUp() != false else { return HTTPResponse(.tokensUnknown) }
      guard grant.isValid else { return HTTPResponse(.revoked) }
    } else {
      authenticator.tokens?.keepLooking()
    }
    guard request.route.length != .short else { return await answer(to: request).ending(with: grant) }
    let response = await grant.cancellingAtEnd { await answer(to: request) }
    guard grant.isValid else {
      // What it may have been given meanwhile, it does not get.
      response.undelivered?()
      return HTTPResponse(.revoked)
    }
    return response.ending(with: grant)
  }

  /// Whatever the route throws becomes a problem document; what is our own fault stands in the log, too.
  private func answer(to request: HTTPRequest) async -> HTTPResponse {
    do {
      try request.checkNothingIsIgnored()
      var response = try await request.route.respond(request)
      if case .stream(let length, let produce) = response.body {
        response.body = .stream(length: length) { writer in
          do { try await produce(writer) } catch {
            // Its client sees no more than that it breaks off.
            _ = refusal(error, of: request.route)
            throw error
          }
        }
      }
      return response
    } catch {
      return refusal(error, of: request.route)
    }
  }

  private func refusal(_ error: any Error, of route: Route) -> HTTPResponse {
    let response = HTTPResponse(HTTPFault(routeError: error))
    if response.status == .internalError { faults.note(error, route: route.path) }
    return response
  }
}

extension HTTPFault {
  fileprivate static let revoked = HTTPFault.unauthenticated("the token was taken back, or has other rights now")
}

extension HTTPResponse {
  /// Its stream breaks off when the grant ends.
  fileprivate func ending(with grant: TokenGrant) -> HTTPResponse {
    guard case .stream(let length, let produce) = body else { return self }
    var response = self
    response.body = .stream(length: length) { writer in
      try await grant.cancellingAtEnd { try await produce(writer) }
      // An orderly end would say that this was all.
      guard grant.isValid else { throw TokenGrant.Ended() }
    }
    return response
  }
}

extension RefusedRequest {
  fileprivate init(_ fault: HTTPFault) {
    let leavesHTTP = if case .http(let fault) = fault { fault.leavesHTTP } else { true }
    self.init(response: HTTPResponse(fault), leavesHTTP: leavesHTTP)
  }
}
