// What a connection needs to know to serve requests: who may ask for what, and which route answers.

import Logging
import NIOHTTP1

/// The part of the front that all connections of one listener kind share.
struct HTTPService: Sendable {
  let limits: HTTPLimits
  let timeouts: HTTPTimeouts
  let router: Router
  let originGuard: OriginGuard
  let authenticator: Authenticator
  /// See `ResponseEncoder`.
  let storeMark: String?
  let logger: Logger

  /// Decides by the head alone whether a request is served, before a byte of its body is read.
  func admit(_ head: HTTPRequestHead, fields: RequestFields, peer: Peer) throws(HTTPFault) -> Admission {
    let target = try RequestTarget(head.uri)
    try originGuard.check(host: target.authority ?? fields.host, origin: fields.origin, peer: peer)
    let match = router.match(head.method, path: target.path)
    if case .found(let found) = match, found.route.verb.scope == nil {
      return try Admission(found, target: target, fields: fields, identity: .anonymous)
    }
    // Before anything is looked up: an id means something else in another store.
    if let asked = fields.store, let here = storeMark, asked != here {
      throw .otherStore(asked: asked, here: here)
    }
    // An unknown path is nobody's business but those who may be here.
    let identity = try authenticator.identify(peer, authorization: fields.authorization)
    switch match {
    case .found(let found):
      try Authority.check(identity, found.route.verb, .any)
      return try Admission(found, target: target, fields: fields, identity: identity)
    case .wrongMethod(let allowed): throw .methodNotAllowed(method: head.method.rawValue, allowed: allowed)
    case .notFound: throw .noSuchPath(target.path)
    }
  }

  /// Runs the route; whatever it throws becomes a problem document.
  func respond(to request: HTTPRequest) async -> HTTPResponse {
    do {
      return try await request.admission.route.respond(request)
    } catch {
      let fault = HTTPFault(routeError: error)
      if case .internalError = fault {
        logger.error(
          "request failed",
          metadata: ["route": "\(request.admission.route.path)", "error": "\(String(reflecting: error))"])
      }
      return HTTPResponse(fault)
    }
  }
}

/// The decision that a request is served: by whom, for whom, with what in its path and query.
struct Admission: Sendable {
  let route: Route
  let parameters: [String]
  let query: Query
  let fields: RequestFields
  let identity: Identity

  init(_ match: RouteMatch, target: RequestTarget, fields: RequestFields, identity: Identity) throws(HTTPFault) {
    route = match.route
    parameters = match.parameters
    query = try Query(target.query, allowed: match.route.query)
    try match.route.body.check(fields)
    self.fields = fields
    self.identity = identity
  }
}
