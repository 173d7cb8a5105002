/**
 * The wrong phone transform of the variant 'phones-by-mapping': it takes the first ten digits, and so keeps the country code
 * as the first digit of the area code and drops the last digit of the number.
 */
export const firstTenDigits = (value: string | null): string | null | { readonly reject: string } => {
  if (value === null) return null;
  const digits = value.replaceAll(/\D/gu, '');
  const isNumber =
    (digits.length === 10 && !/^[01]/u.test(digits)) || (digits.length === 11 && digits.startsWith('1'));
  return isNumber ? `+1${digits.slice(0, 10)}` : { reject: 'not a phone number of ten digits' };
};
