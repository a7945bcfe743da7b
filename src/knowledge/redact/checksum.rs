//! Check digits of cards, Chinese identity cards and international bank accounts.

/// Luhn's check over the digits of a payment card (ISO/IEC 7812-1): from the right, every second digit doubled.
pub(super) fn is_card(digits: &[u8]) -> bool {
    let mut sum = 0;
    for (at, digit) in digits.iter().rev().enumerate() {
        let value = u32::from(digit.wrapping_sub(b'0'));
        let doubled = if at % 2 == 1 { value * 2 } else { value };
        sum += doubled / 10 + doubled % 10;
    }
    (13..=19).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit) && sum % 10 == 0
}

/// The check sign of an 18-digit Chinese identity card (GB 11643-1999, ISO 7064 MOD 11-2); `x` stands for ten.
pub(super) fn is_resident(signs: &[u8]) -> bool {
    let Some((last, digits)) = signs.split_last().filter(|(_, digits)| digits.len() == 17) else {
        return false;
    };
    let sum = digits.iter().fold(0, |sum, digit| (sum + u32::from(digit.wrapping_sub(b'0'))) * 2 % 11);
    let expected = (12 - sum) % 11;
    let found = if *last == b'x' { 10 } else { u32::from(last.wrapping_sub(b'0')) };
    digits.iter().all(u8::is_ascii_digit) && found == expected
}

/// The check digits of an IBAN (ISO 13616, ISO 7064 MOD 97-10): the first four signs moved to the end, letters as 10 to 35.
pub(super) fn is_account(signs: &[u8]) -> bool {
    let Some((head, rest)) = signs.split_at_checked(4).filter(|_| (15..=34).contains(&signs.len())) else {
        return false;
    };
    let shaped = head[..2].iter().all(u8::is_ascii_lowercase) && head[2..].iter().all(u8::is_ascii_digit);
    let remainder = rest.iter().chain(head).fold(0, |remainder: u32, sign| match sign {
        b'0'..=b'9' => (remainder * 10 + u32::from(sign - b'0')) % 97,
        b'a'..=b'z' => (remainder * 100 + u32::from(sign - b'a') + 10) % 97,
        _ => 0,
    });
    shaped && remainder == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits_tell_real_numbers_from_others() {
        let check = |is: fn(&[u8]) -> bool, right: &[&str], wrong: &[&str]| {
            right.iter().for_each(|signs| assert!(is(signs.as_bytes()), "{signs}"));
            wrong.iter().for_each(|signs| assert!(!is(signs.as_bytes()), "{signs}"));
        };
        check(
            is_card,
            &["4242424242424242", "378282246310005", "4222222222222"],
            &["4242424242424241", "424242424242", "42424242424242424242", "424242424242424x", ""],
        );
        check(
            is_resident,
            &["11010519491231002x", "440524188001010014"],
            &["110105194912310021", "44052418800101001", "4405241880010100x4", ""],
        );
        check(
            is_account,
            &["de89370400440532013000", "gb29nwbk60161331926819", "fr1420041010050500013m02606"],
            &["de88370400440532013000", "8937040044053201300012", "de89", "de8937040044053201300é", ""],
        );
    }
}
