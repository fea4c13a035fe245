import { AiError } from '@org/ai-core';

/** What is asked of `libphonenumber-js`. */
export interface PhoneMetadata {
  readonly parsePhoneNumberFromString: (
    text: string,
    options: { readonly defaultCountry?: never; readonly extract: false },
  ) => { readonly country?: string | undefined; readonly countryCallingCode: string; isValid(): boolean } | undefined;
  readonly isSupportedCountry: (country: string) => boolean;
  readonly getCountryCallingCode: (country: never) => string;
}

/**
 * Loads the optional peer `libphonenumber-js` with its small metadata (80 kB gzipped), once.
 * @throws AiError `unsupported` when it is not installed
 */
export async function loadPhoneMetadata(
  load: () => Promise<PhoneMetadata> = () => import('libphonenumber-js/min'),
): Promise<PhoneMetadata> {
  try {
    return await load();
  } catch (cause) {
    throw new AiError(
      'unsupported',
      'phoneNumberWithMetadata needs the package "libphonenumber-js"; install it with: npm install libphonenumber-js',
      { cause },
    );
  }
}
