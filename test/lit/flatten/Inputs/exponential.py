import sys

depth = int(sys.argv[1])
twice = "(instance (instantiate $c)) (instance (instantiate $c))"
print("(component " + "(component $c " * depth + (") " + twice) * depth + ")")
