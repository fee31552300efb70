// Typed access to fields that hold lists and maps of scalars; every bad element is named.

extension ObjectReader {
  /// - Parameter bytesMax: of each, if this is a request.
  package mutating func strings(_ name: String, bytesMax: Int = WireLimits.textBytesMax) -> [String]? {
    let bytesMax = isRequest ? bytesMax : .max
    return array(name, of: .text(bytesMax: bytesMax == .max ? nil : bytesMax)) { value, path, problems in
      if case .string(let text) = value {
        if text.utf8.count <= bytesMax { return text }
        problems.append(FieldProblem(field: path, detail: "must have at most \(bytesMax) bytes"))
        return nil
      }
      problems.append(FieldProblem(field: path, detail: "must be a string, not \(value.kindName)"))
      return nil
    }
  }

  package mutating func integers(_ name: String) -> [Int64]? {
    array(name, of: .integer()) { value, path, problems in
      if let number = value.integerValue { return number }
      problems.append(FieldProblem(field: path, detail: "must be a whole number, not \(value.kindName)"))
      return nil
    }
  }

  package mutating func times(_ name: String) -> [WireTime]? {
    array(name, of: .time) { value, path, problems in
      if let time = value.stringValue.flatMap({ WireTime(parsing: $0) }) { return time }
      problems.append(FieldProblem(field: path, detail: WireTime.expectation))
      return nil
    }
  }

  /// - Parameter max: entries, if this is a request.
  package mutating func stringMap(_ name: String, max: Int = WireLimits.entriesMax) -> [String: String]? {
    let isRequest = isRequest
    guard let value = value(name, .map(.text(), entriesMax: isRequest ? max : nil)) else { return nil }
    guard case .object(let members) = value else {
      problem(name, "must be an object of strings, not \(value.kindName)")
      return nil
    }
    guard members.count <= max || !isRequest else {
      problem(name, "must have at most \(max) entries")
      return nil
    }
    var map: [String: String] = [:]
    map.reserveCapacity(members.count)
    for member in members {
      if problems.count >= WireLimits.problemsMax { break }
      // Before it is hashed.
      guard member.name.utf8.count <= WireLimits.entryNameBytesMax || !isRequest else {
        problem("\(name).\(member.name.clipped())", "must have a name of at most \(WireLimits.entryNameBytesMax) bytes")
        continue
      }
      if map[member.name] != nil {
        problem(
          "\(name).\(member.name.clipped())", "looks the same as another name, in another Unicode normal form")
      } else if case .string(let text) = member.value {
        map[member.name] = text
      } else {
        problem("\(name).\(member.name.clipped())", "must be a string, not \(member.value.kindName)")
      }
    }
    return map
  }
}
