// Finds the route for a method and a path: fixed paths by one look-up, the others segment by segment.

import JobWire
import NIOHTTP1

/// A route that matched, with the values of its path's braces in their order.
struct RouteMatch: Sendable {
  let route: Route
  let parameters: [String]
}

/// The look-up structure over a route table.
struct Router: Sendable {
  enum Result: Sendable {
    case found(RouteMatch)
    case wrongMethod(allowed: [String])
    case notFound
  }

  private enum Segment: Equatable {
    case literal(Substring)
    case parameter
  }

  private let fixed: [String: [Route]]
  private let patterns: [(segments: [Segment], routes: [Route])]

  init(_ routes: [Route]) {
    var fixed: [String: [Route]] = [:]
    var patterns: [(segments: [Segment], routes: [Route])] = []
    for route in routes {
      guard route.path.contains("{") else {
        fixed[route.path, default: []].append(route)
        continue
      }
      let segments = Self.split(route.path).map { $0.hasPrefix("{") ? Segment.parameter : .literal($0) }
      if let index = patterns.firstIndex(where: { $0.segments == segments }) {
        patterns[index].routes.append(route)
      } else {
        patterns.append((segments, [route]))
      }
    }
    self.fixed = fixed
    self.patterns = patterns
  }

  /// - Shape: HEAD is served by the GET route.
  func match(_ method: HTTPMethod, path: String) -> Result {
    if let routes = fixed[path] { return choose(method, routes, parameters: []) }
    let segments = Self.split(path)
    for pattern in patterns where pattern.segments.count == segments.count {
      guard let parameters = Self.bind(pattern.segments, segments) else { continue }
      return choose(method, pattern.routes, parameters: parameters)
    }
    return .notFound
  }

  private func choose(_ method: HTTPMethod, _ routes: [Route], parameters: [String]) -> Result {
    let wanted = method == .HEAD ? .GET : method
    if let route = routes.first(where: { $0.method == wanted }) {
      return .found(RouteMatch(route: route, parameters: parameters))
    }
    var allowed = routes.map(\.method.rawValue)
    if allowed.contains("GET") { allowed.append("HEAD") }
    return .wrongMethod(allowed: allowed)
  }

  private static func bind(_ pattern: [Segment], _ segments: [Substring]) -> [String]? {
    var parameters: [String] = []
    for (expected, actual) in zip(pattern, segments) {
      switch expected {
      case .literal(let text): if text != actual { return nil }
      case .parameter:
        guard !actual.isEmpty, let value = PercentEncoding.decode(actual.utf8, plusIsSpace: false) else { return nil }
        parameters.append(value)
      }
    }
    return parameters
  }

  private static func split(_ path: String) -> [Substring] {
    path.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
  }
}
