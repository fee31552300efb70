// A line of the table that says who may ask for what: one for each route, and more where a route names other things in
// its body. The table itself stands in AccessTable.

@testable import HTTPFront

/// A route, a request for it, and what those are answered who may not.
struct AccessRow: Sendable {
  /// What stands for the `{…}` of the path, or for the word of the same name, with a `$` before it, in the body.
  enum Object: String, Sendable {
    case none
    case job
    case batch
    case schedule
    case queue
    case fence
    /// The work and the queue of a submission.
    case work
  }

  /// What a limited token is answered for what is not within its limits.
  enum Foreign: Sendable {
    /// 404, as for what is not there.
    case hidden
    /// 403, as for what is not there.
    case forbidden
    /// What it is answered for what is not there, and nothing of what is.
    case silent
    /// There is nothing to name: it sees only its own.
    case nothing
    /// 403 for everything: it concerns all jobs.
    case refused
  }

  let method: String
  let path: String
  /// `nil`: anybody may.
  let scope: Scope?
  /// The scope of its route, if what the body names takes another one.
  var routeScope: Scope?
  var object = Object.none
  var foreign = Foreign.nothing
  /// A running job may ask it about itself.
  var isForJobs = false
  var body = ""
  var type = "application/json"

  init(
    _ method: String, _ path: String, _ scope: Scope?, _ object: Object = .none, _ foreign: Foreign = .nothing,
    isForJobs: Bool = false, body: String = "", type: String = "application/json", routeScope: Scope? = nil
  ) {
    self.method = method
    self.path = path
    self.scope = scope
    self.routeScope = routeScope
    self.object = object
    self.foreign = foreign
    self.isForJobs = isForJobs
    self.body = body
    self.type = type
  }

  var route: String { "\(method) \(path)" }

  /// The target and the body with `name` in the place of the object.
  func filled(_ name: String) -> (target: String, body: String) {
    var target = path
    if let open = path.firstIndex(of: "{"), let close = path.firstIndex(of: "}") {
      target.replaceSubrange(open...close, with: name)
    }
    let word = "$\(object.rawValue)"
    return (target.replacing(word, with: name), body.replacing(word, with: name))
  }
}
