// How routes read a request: ids from the path, values from the query, wire types from the body.

import JobCore
import JobWire
import NIOCore

extension HTTPRequest {
  /// The id in the path.
  func jobID() throws(HTTPFault) -> JobID { JobID(try pathID()) }

  /// The id in the path.
  func batchID() throws(HTTPFault) -> BatchID { BatchID(try pathID()) }

  private func pathID() throws(HTTPFault) -> Int64 {
    let text = parameter(0)
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let id = Int64(text), id > 0 else {
      throw .invalid([FieldProblem(field: "id", detail: "must be a whole number from 1")])
    }
    return id
  }

  func decode<T: WireDecodable>(_ type: T.Type = T.self) throws(HTTPFault) -> T {
    do throws(WireDecodeError) {
      return try withBody { bytes throws(WireDecodeError) in try T(jsonBytes: bytes) }
    } catch {
      throw HTTPFault(error)
    }
  }

  /// The body, or the value that stands for having none.
  func decode<T: WireDecodable>(orEmpty empty: T) throws(HTTPFault) -> T {
    body.readableBytes == 0 ? empty : try decode()
  }

  /// A route that takes no body refuses one that says something: what it ignored, somebody would rely on.
  func checkNothingIsIgnored() throws(HTTPFault) {
    guard case .none = route.body, body.readableBytes > 0 else { return }
    _ = try decode(NoFields.self)
  }

  /// `?name=true`.
  func flag(_ name: String) throws(HTTPFault) -> Bool {
    switch query.first(name) {
    case nil, "false": return false
    case "true", "": return true
    default: throw .invalid([FieldProblem(field: name, detail: "must be true or false")])
    }
  }

  func number(_ name: String) throws(HTTPFault) -> Int64? {
    guard let text = query.first(name) else { return nil }
    guard let number = Int64(text), number >= 0 else {
      throw .invalid([FieldProblem(field: name, detail: "must be a whole number from 0")])
    }
    return number
  }

  /// A number that counts something, such as what a page has; `fallback` when it is not given.
  func count(_ name: String, in range: ClosedRange<Int>, default fallback: Int) throws(HTTPFault) -> Int {
    guard let text = query.first(name) else { return fallback }
    guard let number = Int(text), range.contains(number) else {
      let detail = "must be a number from \(range.lowerBound) to \(range.upperBound)"
      throw .invalid([FieldProblem(field: name, detail: detail)])
    }
    return number
  }

  /// The cursor of a list that is in the order of ids.
  func idCursor() throws(HTTPFault) -> Int64? {
    guard let text = query.first("cursor") else { return nil }
    guard let id = Int64(text), id > 0 else {
      throw .invalid([FieldProblem(field: "cursor", detail: "is not a cursor that a list has given")])
    }
    return id
  }

  func duration(_ name: String) throws(HTTPFault) -> WireDuration? {
    guard let text = query.first(name) else { return nil }
    do throws(WireDuration.Failure) {
      return try WireDuration(parsing: text)
    } catch {
      throw .invalid([FieldProblem(field: name, detail: error.detail)])
    }
  }
}
