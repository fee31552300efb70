// All types that stand in requests and answers of the routes, found as the description finds them.

import JobWire

@testable import HTTPFront

enum WireTypes {
  /// By the names of the types.
  static let all: [String: any WireDecodable.Type] = {
    var found: [String: any WireDecodable.Type] = [:]
    for line in RouteContracts.all {
      if let type = line.contract.takes { collect(.object(type), into: &found) }
      for content in line.contract.answers.flatMap(\.contents) { collect(content.shape, into: &found) }
    }
    collect(.object(Problem.self), into: &found)
    collect(.object(EventView.self), into: &found)
    return found
  }()

  private static func collect(_ shape: WireShape, into found: inout [String: any WireDecodable.Type]) {
    switch shape {
    case .object(let type):
      if found.updateValue(type, forKey: "\(type)") != nil { return }
      for field in type.shape.fields { collect(field.shape, into: &found) }
    case .fields(let shape): for field in shape.fields { collect(field.shape, into: &found) }
    case .list(let element), .map(let element, _): collect(element, into: &found)
    case .either(let shapes): for shape in shapes { collect(shape, into: &found) }
    case .any, .text, .pattern, .word, .boolean, .integer, .number, .duration, .time: return
    }
  }
}
