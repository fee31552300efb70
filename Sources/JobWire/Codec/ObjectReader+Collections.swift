// Typed access to fields that hold lists and maps of scalars; every bad element is named.

extension ObjectReader {
  package mutating func strings(_ name: String) -> [String]? {
    array(name) { value, path, problems in
      if case .string(let text) = value { return text }
      problems.append(FieldProblem(field: path, detail: "must be a string, not \(value.kindName)"))
      return nil
    }
  }

  package mutating func integers(_ name: String) -> [Int64]? {
    array(name) { value, path, problems in
      if let number = value.integerValue { return number }
      problems.append(FieldProblem(field: path, detail: "must be a whole number, not \(value.kindName)"))
      return nil
    }
  }

  package mutating func times(_ name: String) -> [WireTime]? {
    array(name) { value, path, problems in
      if let time = value.stringValue.flatMap({ WireTime(parsing: $0) }) { return time }
      problems.append(FieldProblem(field: path, detail: WireTime.expectation))
      return nil
    }
  }

  package mutating func stringMap(_ name: String) -> [String: String]? {
    guard let value = value(name) else { return nil }
    guard case .object(let members) = value else {
      problem(name, "must be an object of strings, not \(value.kindName)")
      return nil
    }
    var map: [String: String] = [:]
    map.reserveCapacity(members.count)
    for member in members {
      if map[member.name] != nil {
        problem("\(name).\(member.name)", "looks the same as another name, in another Unicode normal form")
      } else if case .string(let text) = member.value {
        map[member.name] = text
      } else {
        problem("\(name).\(member.name)", "must be a string, not \(member.value.kindName)")
      }
    }
    return map
  }
}
