"""Debian's jupyter_kernel_test on this kernel. usage: python3 conformance.py [unittest arguments]; JUPYTER_DATA_DIR holds the kernelspec."""
import unittest

import jupyter_kernel_test


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = "analytics-csharp"
    language_name = "C#"
    file_extension = ".csx"

    code_hello_world = 'Console.WriteLine("hello, world");'
    code_stderr = 'Console.Error.WriteLine("oops");'
    completion_samples = [
        {"text": "Math.Cei", "matches": {"Ceiling"}},
        {"text": "Console.WriteL", "matches": {"WriteLine"}},
    ]
    complete_code_samples = ["1 + 1", "int x = 1;", "foreach (var i in new[] { 1 }) { }"]
    incomplete_code_samples = ["if (true) {", "void F(", 'var s = @"open']
    invalid_code_samples = ["int = 5;", "]"]
    code_generate_error = 'throw new InvalidOperationException("no");'
    code_execute_result = [
        {"code": "6 * 7", "result": "42"},
        {"code": "1 + 1", "result": "2"},
        {"code": "new string('a', 3)"},
    ]
    code_display_data = [{"code": 'display("shown");', "mime": "text/plain"}]
    code_clear_output = "clear();"
    supported_history_operations = ("tail", "range", "search")
    code_history_pattern = "1?+*1"
    code_inspect_sample = "Math.Max"


if __name__ == "__main__":
    unittest.main()
