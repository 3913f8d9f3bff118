/* Every code of the service that the demo tenant can answer with, in ascending order. */
#include "tenant/login/aadsts.h"

static const struct aadsts rows[] = {
    {16003, 400, "interaction_required", NULL,
     "The selected user account does not exist in the tenant and cannot access the application in that "
     "tenant."},
    {28000, 400, "invalid_request", NULL,
     "Provided value for the input parameter scope is not valid because it contains more than one "
     "resource."},
    {28002, 400, "invalid_scope", NULL,
     "The provided value for the input parameter scope is not valid when requesting an access token."},
    {28003, 400, "invalid_scope", NULL,
     "The provided value for the input parameter scope cannot be empty when requesting an access token."},
    {50001, 400, "invalid_resource", NULL,
     "The resource is disabled or the resource principal was not found in the tenant."},
    {50011, 400, "invalid_request", NULL,
     "The redirect URI specified in the request does not match the redirect URIs configured for the "
     "application."},
    {50012, 401, "invalid_client", NULL, "Authentication failed: the certificate is not valid for the application."},
    {50020, 400, "invalid_grant", NULL,
     "User account from identity provider does not exist in tenant and cannot access the application in "
     "that tenant. The account needs to be added as an external user in the tenant first."},
    {50027, 401, "invalid_client", NULL, "JWT token is invalid or malformed."},
    {50033, 503, "temporarily_unavailable", NULL, "A transient error has occurred. Please try again."},
    {50034, 400, "invalid_grant", NULL,
     "The user account does not exist in the directory. To sign into this application, the account must be "
     "added to the directory."},
    {50053, 400, "invalid_grant", NULL,
     "The account is locked, you've tried to sign in too many times with an incorrect user ID or password."},
    {50055, 400, "invalid_grant", "user_password_expired", "The password is expired."},
    {50056, 400, "invalid_grant", NULL,
     "Invalid or null password: password does not exist in the directory for this user."},
    {50057, 400, "invalid_grant", NULL, "The user account is disabled."},
    {50058, 400, "interaction_required", NULL, "A silent sign-in request was sent but no user is signed in."},
    {50059, 400, "invalid_request", NULL,
     "No tenant-identifying information found in either the request or implied by any provided "
     "credentials."},
    {50072, 400, "interaction_required", "basic_action",
     "Due to a configuration change made by your administrator, or because you moved to a new location, "
     "you must enroll in multi-factor authentication to access the resource."},
    {50074, 400, "interaction_required", "basic_action", "Strong Authentication is required."},
    {50076, 400, "interaction_required", "basic_action",
     "Due to a configuration change made by your administrator, or because you moved to a new location, "
     "you must use multi-factor authentication to access the resource."},
    {50078, 400, "interaction_required", "basic_action",
     "Presented multi-factor authentication has expired due to policies configured by your administrator, "
     "you must refresh your multi-factor authentication to access the resource."},
    {50079, 400, "interaction_required", "basic_action",
     "Due to a configuration change made by your administrator, or because you moved to a new location, "
     "you must enroll in multi-factor authentication to access the resource."},
    {50085, 400, "invalid_grant", "bad_token",
     "Refresh token needs social IDP login. Have user try signing-in again with username-password."},
    {50089, 400, "invalid_grant", "bad_token", "Authentication failed due to flow token expired."},
    {50097, 400, "interaction_required", "additional_action", "Device authentication is required."},
    {50105, 400, "invalid_grant", NULL,
     "Your administrator has configured the application to block users unless they are specifically "
     "granted ('assigned') access to the application."},
    {50126, 400, "invalid_grant", NULL, "Error validating credentials due to invalid username or password."},
    {50129, 400, "interaction_required", "additional_action",
     "Device is not workplace joined. Workplace join is required to register the device."},
    {50131, 400, "interaction_required", "additional_action",
     "Device is not in required device state. Conditional Access policy requires a managed device."},
    {50132, 400, "invalid_grant", "bad_token",
     "The session is not valid due to password expiration or recent password change."},
    {50133, 400, "invalid_grant", "bad_token",
     "The session is not valid due to password expiration or recent password change."},
    {50135, 400, "interaction_required", "additional_action", "Password change is required due to account risk."},
    {50144, 400, "invalid_grant", "user_password_expired", "The user's Active Directory password has expired."},
    {50158, 400, "interaction_required", "basic_action",
     "External security challenge not satisfied. User will be redirected to another page or authentication "
     "provider to satisfy additional authentication challenges."},
    {50161, 400, "interaction_required", "basic_action",
     "Claims sent by external provider is not sufficient. Missing claim requested to external provider."},
    {50173, 400, "invalid_grant", "bad_token",
     "The provided grant has expired due to it being revoked, a fresh auth token is needed. The user might "
     "have changed or reset their password."},
    {50177, 400, "invalid_grant", NULL,
     "User account from identity provider does not exist in tenant and cannot access the application in "
     "that tenant. The passthrough user cannot be found in a group that gives access."},
    {50194, 400, "invalid_request", NULL,
     "Application is not configured as a multi-tenant application. Usage of the /common endpoint is not "
     "supported for such apps created after 10/15/2018. Use a tenant-specific endpoint or configure the "
     "application to be multi-tenant."},
    {50196, 400, "invalid_grant", NULL,
     "The server terminated an operation because it encountered a client request loop. Please contact your "
     "app vendor."},
    {51004, 400, "invalid_grant", NULL,
     "The user account does not exist in the directory. To sign into this application, the account must be "
     "added to the directory."},
    {53000, 400, "interaction_required", "additional_action",
     "Your device is required to be managed to access this resource: it is not compliant."},
    {53001, 400, "interaction_required", "additional_action",
     "Your device is required to be domain joined to access this resource."},
    {53002, 400, "interaction_required", "message_only",
     "The application used is not an approved app for Conditional Access."},
    {53003, 400, "invalid_grant", "message_only",
     "Access has been blocked by Conditional Access policies. The access policy does not allow token "
     "issuance."},
    {53004, 400, "interaction_required", "basic_action",
     "The user needs to complete the multi-factor authentication registration process before accessing "
     "this content."},
    {53009, 400, "invalid_grant", "message_only", "Application needs to enforce Intune protection policies."},
    {53011, 400, "interaction_required", "message_only", "User blocked due to risk on home tenant."},
    {54005, 400, "invalid_grant", NULL,
     "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token."},
    {65001, 400, "invalid_grant", "consent_required",
     "The user or administrator has not consented to use the application. Send an interactive "
     "authorization request for this user and resource."},
    {65002, 400, "invalid_request", NULL,
     "Consent between first party application and first party resource must be configured via "
     "preauthorization."},
    {65004, 400, "access_denied", NULL, "User declined to consent to access the app."},
    {65005, 400, "invalid_request", NULL,
     "The application is misconfigured: the required resource access list does not contain applications "
     "discoverable by the resource."},
    {70000, 400, "invalid_grant", "bad_token", "Provided grant is invalid or malformed."},
    {70001, 400, "unauthorized_client", NULL, "The application is disabled."},
    {70002, 401, "invalid_client", NULL, "Error validating credentials: the client secret is invalid."},
    {70003, 400, "unsupported_grant_type", NULL, "The app requested an unsupported grant type."},
    {70008, 400, "invalid_grant", "token_expired",
     "The provided authorization code or refresh token has expired due to inactivity. Send a new "
     "interactive authorization request for this user and resource."},
    {70011, 400, "invalid_scope", NULL,
     "The provided request must include a 'scope' input parameter. The provided value for the input "
     "parameter 'scope' is not valid."},
    {70016, 400, "authorization_pending", NULL,
     "OAuth 2.0 device flow error. Authorization is pending. Continue polling."},
    {70018, 400, "bad_verification_code", NULL,
     "Invalid verification code due to user typing in wrong user code for device code flow. Authorization "
     "is not approved."},
    {70019, 400, "expired_token", NULL, "Verification code expired. Have the user retry the sign-in."},
    {70020, 400, "expired_token", NULL,
     "The provided value for the input parameter 'device_code' is not valid. This device code has expired."},
    {70043, 400, "invalid_grant", "bad_token",
     "The refresh token has expired or is invalid due to sign-in frequency checks by conditional access."},
    {80014, 503, "temporarily_unavailable", NULL, "Validation request responded after maximum elapsed time exceeded."},
    {90002, 400, "invalid_request", NULL,
     "Tenant not found. Check to make sure you have the correct tenant ID and are signing into the correct "
     "cloud. Check with your subscription administrator, this may happen if there are no active "
     "subscriptions for the tenant."},
    {90006, 503, "temporarily_unavailable", NULL, "The service is temporarily unavailable. Please retry later."},
    {90008, 400, "invalid_request", NULL,
     "The user or administrator has not consented to use the application. It must require access to Azure "
     "Active Directory by specifying at least 'Sign in and read user profile' permission."},
    {90012, 503, "temporarily_unavailable", NULL, "The request has timed out. Please retry."},
    {90014, 400, "invalid_request", NULL, "The required field is missing from the credential."},
    {90019, 400, "invalid_request", NULL,
     "No tenant-identifying information found in either the request or implied by any provided "
     "credentials."},
    {90024, 503, "temporarily_unavailable", NULL,
     "The request budget has been exceeded. A transient error has occurred. Please try again."},
    {90033, 503, "temporarily_unavailable", NULL, "A transient error has occurred. Please try again."},
    {90038, 400, "invalid_request", NULL, "The tenant belongs to another national cloud: use that cloud's endpoint."},
    {90055, 429, "temporarily_unavailable", NULL,
     "The server terminated an operation because there are too many requests for this tenant."},
    {90072, 400, "interaction_required", "message_only",
     "The external user account cannot satisfy multi-factor authentication in this tenant: the account "
     "needs to be added as an external user first."},
    {90094, 400, "invalid_grant", "consent_required",
     "An administrator of the tenant has set a policy that prevents granting the permissions the app "
     "requires. Only an administrator can grant them."},
    {90095, 400, "invalid_grant", "consent_required",
     "Admin consent is required: the user is asked to send a request for approval."},
    {90099, 400, "invalid_grant", "consent_required",
     "The application has not been authorized in the tenant. Applications must be authorized to access the "
     "customer tenant before partner delegated administrators can use them."},
    {90124, 400, "invalid_request", NULL,
     "The resource is not supported over the /common or /consumers endpoints. Please use the "
     "/organizations or tenant-specific endpoint."},
    {500011, 400, "invalid_resource", NULL,
     "The resource principal was not found in the tenant. This can happen if the application has not been "
     "installed by the administrator of the tenant or consented to by any user in the tenant."},
    {500014, 400, "invalid_resource", NULL,
     "The service principal for the resource is disabled. This indicates that a subscription within the "
     "tenant has lapsed, or that the administrator for this tenant has disabled the application."},
    {500112, 400, "invalid_client", NULL,
     "The reply address does not match the reply address provided when requesting the authorization code."},
    {500113, 400, "invalid_request", NULL, "No reply address is registered for the application."},
    {500133, 401, "invalid_client", NULL, "Assertion is not within its valid time range."},
    {501471, 400, "invalid_request", NULL, "Invalid size of Code_Challenge parameter."},
    {501481, 400, "invalid_grant", NULL,
     "The Code_Verifier does not match the code_challenge supplied in the authorization request."},
    {530032, 400, "interaction_required", "additional_action",
     "Access has been blocked by security policy: a managed device is required."},
    {530034, 400, "invalid_grant", "message_only",
     "Delegated administrator was blocked from accessing the tenant due to account risk in their home "
     "tenant."},
    {530035, 400, "invalid_grant", "message_only",
     "Access has been blocked by security defaults. The user is required to use modern authentication with "
     "multi-factor."},
    {530036, 400, "invalid_grant", "message_only",
     "Access has been blocked by Conditional Access policies: the authentication flow is not allowed."},
    {650052, 400, "invalid_request", NULL,
     "The app needs access to a service that your organization has not subscribed to or enabled. Contact "
     "your IT Admin to review the configuration of your service subscriptions."},
    {650053, 400, "invalid_client", NULL,
     "The application asked for scope that doesn't exist on the resource. Contact the app vendor."},
    {650056, 400, "invalid_request", NULL,
     "Misconfigured application. This could be due to one of the following: the client has not listed any "
     "permissions in the requested permissions in the client's application registration."},
    {650057, 400, "invalid_resource", NULL,
     "Invalid resource. The client has requested access to a resource which is not listed in the requested "
     "permissions in the client's application registration."},
    {700005, 400, "invalid_grant", NULL, "The provided code is intended to be used against another tenant."},
    {700011, 400, "unauthorized_client", NULL, "Application with the given identifier was not found in the directory."},
    {700016, 400, "unauthorized_client", NULL,
     "Application was not found in the directory. This can happen if the application has not been "
     "installed by the administrator of the tenant or consented to by any user in the tenant. You may have "
     "sent your authentication request to the wrong tenant."},
    {700021, 401, "invalid_client", NULL,
     "Client assertion application identifier doesn't match 'client_id' parameter."},
    {700022, 400, "invalid_scope", NULL,
     "The provided value for the input parameter scope is not valid because it contains more than one "
     "resource."},
    {700023, 401, "invalid_client", NULL, "Client assertion audience claim does not match Realm issuer."},
    {700024, 401, "invalid_client", NULL, "Client assertion is not within its valid time range."},
    {700025, 401, "invalid_client", NULL,
     "Client is public so neither 'client_assertion' nor 'client_secret' should be presented."},
    {700027, 401, "invalid_client", NULL,
     "The certificate with identifier used to sign the client assertion is not registered on application."},
    {700030, 401, "invalid_client", NULL, "Invalid certificate - subject name in certificate is not authorized."},
    {700051, 400, "unsupported_response_type", NULL, "response_type is not enabled for the application."},
    {700082, 400, "invalid_grant", "token_expired", "The refresh token has expired due to inactivity."},
    {700084, 400, "invalid_grant", "token_expired",
     "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited "
     "lifetime, which can't be extended. It is now expired."},
    {900023, 400, "invalid_request", NULL,
     "Specified tenant identifier is neither a valid DNS name, nor a valid external domain."},
    {900144, 400, "invalid_request", NULL, "The request body must contain a required parameter."},
    {900382, 400, "invalid_request", NULL, "Confidential Client is not supported in Cross Cloud request."},
    {900432, 400, "invalid_request", NULL, "Confidential Client is not supported in Cross Cloud request."},
    {900561, 405, "invalid_request", NULL, "The endpoint only accepts POST requests. Received a GET request."},
    {1002012, 400, "invalid_scope", NULL,
     "The provided value for scope is not valid. Client credential flows must have a scope value with "
     "/.default suffixed to the resource identifier (application ID URI)."},
    {5000224, 400, "invalid_grant", NULL, "We are sorry, this resource is not available. The tenant has been deleted."},
    {7000112, 400, "unauthorized_client", NULL, "Application is disabled."},
    {7000215, 401, "invalid_client", NULL,
     "Invalid client secret provided. Ensure the secret being sent in the request is the client secret "
     "value, not the client secret ID."},
    {7000216, 401, "invalid_client", NULL,
     "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant "
     "type."},
    {7000218, 401, "invalid_client", NULL,
     "The request body must contain the following parameter: 'client_assertion' or 'client_secret'."},
    {7000222, 401, "invalid_client", NULL,
     "The provided client secret keys for app are expired. Visit the Azure portal to create new keys for "
     "your app, or consider using certificate credentials for added security."},
    {7000229, 401, "invalid_client", NULL, "The client application is missing service principal in the tenant."},
    {9001023, 400, "invalid_request", NULL,
     "The grant type is not supported over the /common or /consumers endpoints. Please use the "
     "/organizations or tenant-specific endpoint."},
    {9002313, 400, "invalid_request", NULL, "Invalid request. Request is malformed or invalid."},
};

const struct aadsts *aadsts_all(size_t *count)
{
    *count = sizeof rows / sizeof *rows;
    return rows;
}

const struct aadsts *aadsts_find(int code)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].code == code)
            return &rows[i];
    return NULL;
}
