// What a route gets to see of a request.

import NIOCore

/// The decision that a request is served: by which route, for whom, with what in its path and query.
struct RoutedRequest: Sendable {
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

/// An admitted request with its whole body.
struct HTTPRequest: Sendable {
  let routed: RoutedRequest
  let body: ByteBuffer
  let haste: Haste

  var route: Route { routed.route }
  var query: Query { routed.query }
  var fields: RequestFields { routed.fields }
  var identity: Identity { routed.identity }

  /// The value of a `{name}` in the route's path, percent-decoded.
  func parameter(_ index: Int) -> String { routed.parameters[index] }

  func withBody<T, E: Error>(_ read: (UnsafeRawBufferPointer) throws(E) -> T) throws(E) -> T {
    let result: Result<T, E> = body.withUnsafeReadableBytes { bytes in
      do throws(E) { return .success(try read(bytes)) } catch { return .failure(error) }
    }
    return try result.get()
  }
}
